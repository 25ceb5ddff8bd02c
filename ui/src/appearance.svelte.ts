/**
 * How the interface looks: its theme and the size of its text. The choice is kept in this web view's own storage; the
 * style sheets see it as `data-theme` of the document, which is always one of the four themes that they know.
 */
import { recall, remember } from './platform/memory';

/** What a person can choose. */
export const themeChoices = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

/** What the style sheets know. */
export type Theme = 'light' | 'dark' | 'contrast' | 'contrast-dark';

/** Sizes of the text, as shares of the usual one. */
export const textSizes = [0.9, 1, 1.15, 1.3] as const;
export type TextSize = (typeof textSizes)[number];

const THEME = 'ocrchat.theme';
const SIZE = 'ocrchat.text_size';

/** The theme for a choice on a system that prefers what it prefers. */
export function themeOf(choice: ThemeChoice, prefers: { dark: boolean; contrast: boolean }): Theme {
  if (choice === 'light' || choice === 'dark') return choice;
  if (choice === 'contrast' || prefers.contrast) return prefers.dark ? 'contrast-dark' : 'contrast';
  return prefers.dark ? 'dark' : 'light';
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

let choice = $state<ThemeChoice>(themeChoices.find((one) => one === recall(THEME)) ?? 'system');
let size = $state<TextSize>(textSizes.find((one) => String(one) === recall(SIZE)) ?? 1);

function apply(): void {
  const root = document.documentElement;
  root.dataset['theme'] = themeOf(choice, { dark: dark.matches, contrast: contrast.matches });
  root.style.fontSize = size === 1 ? '' : `${size * 100}%`;
}

/** Applies what was chosen, and follows the system from then on. */
export function beginAppearance(): void {
  apply();
  dark.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
}

export function themeChoice(): ThemeChoice {
  return choice;
}

export function setTheme(next: ThemeChoice): void {
  choice = next;
  remember(THEME, next === 'system' ? null : next);
  apply();
}

export function textSize(): TextSize {
  return size;
}

export function setTextSize(next: TextSize): void {
  size = next;
  remember(SIZE, next === 1 ? null : String(next));
  apply();
}
