/** One commit of the log, as far as churn cares. */
export interface ChurnCommit {
  author: string;
  /** Seconds since 1970. */
  seconds: number;
  subject: string;
  paths: readonly string[];
}

/** How the changed files fared in the 90 days before the change. */
export interface FileChurn {
  /** Commits that touched any of them. */
  commits: number;
  /** Of those, how many call themselves a fix. */
  fixes: number;
  /** Distinct authors of those. */
  authors: number;
  /** Share of the last 50 commits that the change's author made, 0–1. */
  authorShare: number;
}

const DAYS = 90 * 86_400;
const LAST_COMMITS = 50;
const FIX = /\b(fix(e[sd])?|hotfix|bug(fix)?|regression|revert)\b/i;

/** Whether a commit's subject says that it mends something. */
export function isFix(subject: string): boolean {
  return FIX.test(subject);
}

/** Churn of `paths` by a log (newest first), seen from `seconds`. Names are counted, never kept. */
export function churnOf(
  log: readonly ChurnCommit[],
  { paths, author, seconds }: { paths: ReadonlySet<string>; author: string; seconds: number },
): FileChurn {
  const touching = log.filter(
    (commit) => commit.seconds >= seconds - DAYS && commit.paths.some((path) => paths.has(path)),
  );
  const last = log.slice(0, LAST_COMMITS);
  return {
    commits: touching.length,
    fixes: touching.filter((commit) => isFix(commit.subject)).length,
    authors: new Set(touching.map((commit) => commit.author)).size,
    authorShare:
      last.length === 0 ? 0 : last.filter((commit) => commit.author === author).length / last.length,
  };
}
