/** Tags that several jobs have, as they are changed together. */

export interface TagState {
  readonly tag: string;
  /** Whether every one of the jobs has it. */
  readonly everywhere: boolean;
}

/** All tags of some jobs, sorted, with what was added and taken since. */
export function tagsOf(jobs: readonly (readonly string[])[], added: ReadonlySet<string>, taken: ReadonlySet<string>): TagState[] {
  const count = new Map<string, number>();
  for (const tags of jobs) for (const tag of tags) count.set(tag, (count.get(tag) ?? 0) + 1);
  for (const tag of added) count.set(tag, jobs.length);
  for (const tag of taken) count.delete(tag);
  return [...count]
    .map(([tag, n]) => ({ tag, everywhere: n >= jobs.length }))
    .sort((a, b) => a.tag.localeCompare(b.tag));
}

/** A job's tags, sorted, with some added and others taken. */
export function retagged(tags: readonly string[], added: readonly string[], taken: readonly string[]): string[] {
  return [...new Set([...tags.filter((tag) => !taken.includes(tag)), ...added])].sort();
}

/** What a person typed as tags: parted by commas, without surrounding space. */
export function typedTags(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim().replace(/\s+/g, ' ')))].filter((tag) => tag !== '');
}
