/**
 * How sure the engine was, in the three steps that a reader acts on. Confidence is calibrated: it is the chance that the
 * word is right, so each step says how often one is wrong.
 */

export type Level = 'high' | 'medium' | 'low';

/** From here on at most one word in ten is wrong, and in most texts far fewer: it is taken as read. */
export const HIGH = 0.9;
/** Below this at least three words in ten are wrong: each is worth a look. */
export const MEDIUM = 0.7;

/** The step of a confidence of 0–1. What is not a number counts as unsure. */
export function level(confidence: number): Level {
  return levelAt(confidence, HIGH);
}

/**
 * The step where a person takes as read what is at or above `threshold`. The lowest step keeps its share of the rest: at
 * the usual threshold it begins where at least three in ten are wrong.
 */
export function levelAt(confidence: number, threshold: number): Level {
  if (confidence >= threshold) return 'high';
  return confidence >= threshold * (MEDIUM / HIGH) - 1e-9 ? 'medium' : 'low';
}
