/** The types that keep every language complete: a missing or misspelt key does not compile. */
import type { Code } from '../platform';
import type { en } from './en';

/** Every text there is. */
export type Key = keyof typeof en;

/** One language's texts. */
export type Messages = Readonly<Record<Key, string>>;

/** Keys that stand for a pair `.one` / `.other`. */
export type PluralKey = Key extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;

/** What fills the places in braces. */
export type Values = Readonly<Record<string, string | number>>;

/** An error in words: what happened, and what to do about it. */
export interface ErrorWords {
  readonly title: string;
  readonly hint: string;
}

/** One language's words for every error that can cross the wire. */
export type ErrorTable = Readonly<Record<Code, ErrorWords>>;
