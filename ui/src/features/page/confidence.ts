/** How sure the engine was, in the three steps that a reader acts on. */

export type Level = 'high' | 'medium' | 'low';

/** From here on a word is taken as read. */
export const HIGH = 0.9;
/** Below this a word is more likely looked at than trusted. */
export const MEDIUM = 0.7;

/** The step of a confidence of 0–1. What is not a number counts as unsure. */
export function level(confidence: number): Level {
  if (confidence >= HIGH) return 'high';
  return confidence >= MEDIUM ? 'medium' : 'low';
}
