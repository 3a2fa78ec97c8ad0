import { type ChurnCommit, isFix } from './churn.ts';

export interface LabelCommit extends ChurnCommit {
  sha: string;
  reverts: readonly string[];
}

/** What became of a merged pull request. */
export interface PullRequestLabel {
  bad: boolean;
  /** What says so. */
  why: string;
}

const WEEK = 7 * 86_400;
/** A path that a fix of a test or a document touches says nothing of the code. */
const ASIDE =
  /\.(md|txt|rst|ya?ml|json|lock|toml)$|(^|\/)(tests?|__tests__|spec|docs?)\/|\.(test|spec)\.|_test\.|(^|\/)test_/;

/**
 * What became of the pull request `number` with the head `head`, by the default branch's log (newest first) and the
 * commits whose first run broke tests there: reverted, mended within a week by a fix of a file that nobody else had
 * touched since, or breaking. Null = not found in the log, or merged less than a week ago and nothing happened yet.
 */
export function labelOf(
  { number, head }: { number: number; head: string },
  log: readonly LabelCommit[],
  breaking: ReadonlySet<string>,
): PullRequestLabel | null {
  const at = log.findIndex((commit) => commit.sha === head || commit.subject.endsWith(`(#${number})`));
  if (at < 0) return null;
  const merged = log[at]!;
  if (breaking.has(merged.sha)) return { bad: true, why: 'new failures on the default branch' };
  const open = new Set(merged.paths.filter((path) => !ASIDE.test(path)));
  for (let i = at - 1; i >= 0; i--) {
    const later = log[i]!;
    if (later.reverts.some((sha) => merged.sha.startsWith(sha)))
      return { bad: true, why: `reverted by ${later.sha.slice(0, 7)}` };
    if (later.seconds - merged.seconds <= WEEK && isFix(later.subject)) {
      const mended = later.paths.find((path) => open.has(path));
      if (mended) return { bad: true, why: `${mended} was fixed by ${later.sha.slice(0, 7)} within a week` };
    }
    for (const path of later.paths) open.delete(path);
  }
  const newest = log[0]!.seconds;
  return newest - merged.seconds > WEEK ? { bad: false, why: 'a week without a fix' } : null;
}
