/** Days in the person's own time. */

/** Whether two moments, in milliseconds since 1970, are of one day. */
export function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
