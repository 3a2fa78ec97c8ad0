import type { Checkout } from '../checkout.ts';

/** Paths that each of the latest `limit` commits before and at `revision` changed, newest first; no merges. */
export async function commitPaths(checkout: Checkout, revision: string, limit: number): Promise<string[][]> {
  const bytes = await checkout.git.bytes([
    'log',
    '--no-merges',
    '--no-renames',
    `--max-count=${limit}`,
    '--name-only',
    '-z',
    '--format=%x01',
    revision,
    '--',
  ]);
  const commits = bytes.toString('utf8').split('\x01').slice(1);
  return commits.map((text) =>
    text
      .split('\0')
      .map((path) => path.replace(/^\n/, ''))
      .filter(Boolean),
  );
}
