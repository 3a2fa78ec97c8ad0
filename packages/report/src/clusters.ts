const CLUSTER_LIMIT = 50;
const UNKNOWN = '(no message)';

/** Failures that say the same thing but for numbers, ids, paths and quoted values; the greatest first. */
export function clusterFailures(
  tests: readonly number[],
  messages: ReadonlyMap<number, string>,
): { message: string; tests: number[] }[] {
  const clusters = new Map<string, { message: string; tests: number[] }>();
  for (const test of tests) {
    const message = messages.get(test) ?? '';
    const key = message ? commonForm(message) : UNKNOWN;
    const cluster = clusters.get(key);
    if (cluster) cluster.tests.push(test);
    else clusters.set(key, { message: message || UNKNOWN, tests: [test] });
  }
  return [...clusters.values()].sort((a, b) => b.tests.length - a.tests.length).slice(0, CLUSTER_LIMIT);
}

/** A message with what differs between two tests of one cause taken out. */
export function commonForm(message: string): string {
  return message
    .slice(0, 300)
    .replace(/(["'`])(?:(?!\1).){0,200}\1/g, '<value>')
    .replace(/\b[0-9a-f]{8,}\b/gi, '<id>')
    .replace(/(?:[\w.@-]*[\\/]){2,}[\w.@-]+/g, '<path>')
    .replace(/\d+(?:[.,:]\d+)*/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
