import type { SiteOverview } from '@qitops/model';
import type { Facts } from './facts.ts';
import type { HeadChanges } from './head-changes.ts';

/** The verdict in one sentence, and what it rests on. The same text stands on the page without JavaScript. */
export function verdictOfHead(
  facts: Facts,
  changes: HeadChanges,
  head: SiteOverview['head'],
): SiteOverview['verdict'] {
  if (!head) {
    return {
      status: 'unknown',
      sentence: 'No test run has been recorded yet',
      basis:
        'The history holds no run. Run the tests with a reporter that writes JUnit or CTRF, then run qitops report again.',
    };
  }
  const judged = head.passed + head.failed + head.flaky;
  const basis = [
    `${count(head.tests, 'test')} in ${count(head.jobs, 'job')} at ${short(head.sha)} on ${branchName(head.ref)}`,
    `${count(facts.runs, 'run')} in the history`,
  ].join('; ');
  if (judged === 0) {
    const sentence = head.tests > 0 ? 'Every test was skipped' : 'No test ran';
    return { status: 'unknown', sentence: `${sentence} at ${short(head.sha)}`, basis };
  }
  if (head.failed === 0) return { status: 'passed', sentence: passedSentence(changes, head), basis };
  return { status: 'failed', sentence: failedSentence(changes, head), basis };
}

function passedSentence(changes: HeadChanges, head: NonNullable<SiteOverview['head']>): string {
  const all = `All ${count(head.passed + head.flaky, 'test')} that ran passed at ${short(head.sha)}`;
  const fixed =
    changes.fixed.total > 0 ? `, ${changes.fixed.total} fixed since ${short(changes.baseSha)}` : '';
  const retried = head.flaky > 0 ? `, ${head.flaky} only after a retry` : '';
  return all + fixed + retried;
}

function failedSentence(changes: HeadChanges, head: NonNullable<SiteOverview['head']>): string {
  const parts: string[] = [];
  const { newFailures, stillFailing, failingBaseUnknown, flakyFailures } = changes;
  if (newFailures.total > 0)
    parts.push(`${count(newFailures.total, 'new failure')} since ${short(changes.baseSha)}`);
  if (failingBaseUnknown.total > 0) {
    parts.push(`${count(failingBaseUnknown.total, 'test')} failing, nothing earlier to compare with`);
  }
  if (stillFailing.total > 0) parts.push(`${stillFailing.total} still failing`);
  if (flakyFailures.total > 0) parts.push(`${count(flakyFailures.total, 'known flaky test')} failed`);
  if (parts.length === 0) parts.push(`${count(head.failed, 'failure')} outside any test`);
  return parts.join(', ');
}

/** `3 tests`, `1 test`; thousands are set apart. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${value.toLocaleString('en-US')} ${value === 1 ? noun : plural}`;
}

export function short(sha: string | null): string {
  return sha ? sha.slice(0, 7) : 'an earlier commit';
}

/** `refs/heads/main` → `main`. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '') || 'an unnamed branch';
}
