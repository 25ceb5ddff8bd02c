/** How a view follows rows that have moved. */

/** The places between two, both included, that have a job. */
export function placesOf(first: number, last: number, at: (place: number) => string | undefined): ReadonlyMap<number, string> {
  const places = new Map<number, string>();
  for (let place = first; place <= last; place++) {
    const id = at(place);
    if (id !== undefined) places.set(place, id);
  }
  return places;
}

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
