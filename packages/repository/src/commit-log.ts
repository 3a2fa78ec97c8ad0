import type { Checkout } from './checkout.ts';

/** One commit of the log: who, when, why and what it touched. */
export interface LoggedCommit {
  sha: string;
  author: string;
  /** Committer date, seconds since 1970. */
  seconds: number;
  subject: string;
  /** Commits that this one says it reverts. */
  reverts: string[];
  paths: string[];
  /** Lines added and deleted by path, where they were asked for; 0 for a binary file. */
  lines?: Map<string, number>;
}

/** Each of the latest `limit` commits before and at `revision`, newest first; no merges. */
export async function commitLog(
  checkout: Checkout,
  revision: string,
  limit: number,
  { withLines = false }: { withLines?: boolean } = {},
): Promise<LoggedCommit[]> {
  const bytes = await checkout.git.bytes([
    'log',
    '--no-merges',
    '--no-renames',
    `--max-count=${limit}`,
    withLines ? '--numstat' : '--name-only',
    '-z',
    // no field can hold a NUL, whatever somebody wrote into a message
    '--format=%x00%H%x00%an%x00%ct%x00%s%x00%b',
    revision,
    '--',
  ]);
  const tokens = bytes.toString('utf8').split('\0');
  const commits: LoggedCommit[] = [];
  for (let at = 0; at < tokens.length; ) {
    if (tokens[at] === '') {
      at += 1;
      continue;
    }
    const [sha, author, seconds, subject, body] = tokens.slice(at, at + 5) as [
      string,
      string,
      string,
      string,
      string,
    ];
    at += 5;
    const lines = new Map<string, number>();
    for (; at < tokens.length && tokens[at] !== ''; at++) {
      const entry = tokens[at]!.replace(/^\n/, '');
      if (entry === '') continue;
      const [added, deleted, ...rest] = withLines ? entry.split('\t') : ['0', '0', entry];
      lines.set(rest.join('\t'), (Number(added) || 0) + (Number(deleted) || 0));
    }
    const paths = [...lines.keys()];
    const reverts = [...body.matchAll(/This reverts commit ([0-9a-f]{7,40})/g)].map((match) => match[1]!);
    const commit = { sha, author, seconds: Number(seconds), subject, reverts, paths };
    commits.push(withLines ? { ...commit, lines } : commit);
  }
  return commits;
}
