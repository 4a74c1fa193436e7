/** Backups of the last days are all kept, and the first of each of the last months. */
const DAILY_COUNT = 30;
const MONTHLY_COUNT = 12;

/** Which of the backups, named by their moments, are to be removed. */
export function expired(names: readonly string[]): readonly string[] {
  const newestFirst = [...names].sort().reverse();
  const days = firstOf(newestFirst, (name) => name.slice(0, 8)).slice(0, DAILY_COUNT);
  const months = firstOf([...names].sort(), (name) => name.slice(0, 6)).slice(-MONTHLY_COUNT);
  const kept = new Set([...days, ...months]);
  return newestFirst.filter((name) => !kept.has(name)).reverse();
}

/** The first name of each group, in the order of the names. */
function firstOf(names: readonly string[], groupOf: (name: string) => string): readonly string[] {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(groupOf(name))) first.set(groupOf(name), name);
  return [...first.values()];
}
