/** How a view follows rows that have moved. */

/**
 * By how many places most of the rows in view have moved; 0 where none is found again. A single row that goes elsewhere
 * (a job that ends leaves the queue) does not take the view along.
 */
export function mostCommonMove(seen: ReadonlyMap<number, string>, placeOf: (id: string) => number): number {
  const votes = new Map<number, number>();
  for (const [before, id] of seen) {
    const now = placeOf(id);
    if (now >= 0) votes.set(now - before, (votes.get(now - before) ?? 0) + 1);
  }
  let [best, most] = [0, 0];
  for (const [move, count] of votes) if (count > most) [best, most] = [move, count];
  return best;
}
