import type { SiteAttempt } from '@qitops/model';
import { parameter, setParameters } from './data.ts';
import { fill, h } from './dom.ts';
import { duration } from './format.ts';
import { section } from './parts.ts';
import { icon, lookOf } from './status.ts';
import { attachmentSection } from './test-attachments.ts';
import type { TestContext } from './test-context.ts';
import { errorText } from './test-error.ts';
import { frameSection } from './test-frame.ts';
import { outputSection } from './test-output.ts';
import { stepSection } from './test-steps.ts';

/** What the newest run tells of the test: its only attempt, or each of several with its own error, steps and output. */
export function attemptSections(context: TestContext): HTMLElement[] {
  const { latest } = context.test;
  if (!latest) return [];
  const attempts: SiteAttempt[] = [...latest.attempts, latest];
  const last = attempts.length - 1;
  if (last === 0) return partsOf(context, latest, true);
  const place = h('div', { class: 'attempt' });
  const choose = (at: number) => {
    fill(place, ...partsOf(context, attempts[at]!, at === last));
    buttons.forEach((button, other) => {
      button.setAttribute('aria-pressed', String(other === at));
    });
  };
  const buttons = attempts.map((attempt, at) => {
    const look = lookOf(outcomeOf(attempt));
    return h(
      'button',
      {
        type: 'button',
        class: 'counter',
        on: {
          click: () => {
            setParameters({ attempt: String(at + 1) });
            choose(at);
          },
        },
      },
      icon(look),
      h('b', null, `Attempt ${at + 1}`),
      ` ${look.word}`,
      attempt.durationMs === null ? null : `, ${duration(attempt.durationMs)}`,
    );
  });
  choose(chosen(attempts));
  return [
    h('div', { class: 'counters attempts', role: 'group', 'aria-label': 'Attempts' }, ...buttons),
    place,
  ];
}

/** The attempt in the address, else the last one that failed. */
function chosen(attempts: readonly SiteAttempt[]): number {
  const wanted = Number(parameter('attempt'));
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= attempts.length) return wanted - 1;
  const failed = attempts.findLastIndex((attempt) => lookOf(attempt.outcome).tone === 'bad');
  return failed < 0 ? attempts.length - 1 : failed;
}

/** A test that passed in the end is flaky; its last attempt just passed. */
function outcomeOf({ outcome }: SiteAttempt): string {
  return outcome === 'r' ? 'p' : outcome;
}

function partsOf(context: TestContext, attempt: SiteAttempt, isLast: boolean): HTMLElement[] {
  const { repositoryUrl, test } = context;
  const failed = lookOf(attempt.outcome).tone === 'bad';
  const frame = isLast ? test.latest?.frame : undefined;
  return [
    attempt.message || attempt.trace
      ? section(failed ? 'Error' : 'Message', null, errorText(attempt.message, attempt.trace))
      : failed
        ? section('Error', null, h('p', { class: 'note' }, 'The result file gives no message.'))
        : null,
    frame ? frameSection(frame, newestRun(context)?.sha ?? null, repositoryUrl) : null,
    attempt.steps ? stepSection(attempt.steps, failed || !isOnly(context)) : null,
    outputSection(attempt.stdout, attempt.stderr),
    attempt.attachments
      ? attachmentSection(attempt.attachments, newestRun(context)?.runId ?? null, repositoryUrl)
      : null,
  ].filter((part) => part !== null);
}

/** Whether it was tried once: there is nothing to compare its steps with, and its history matters more. */
function isOnly({ test }: TestContext): boolean {
  return (test.latest?.attempts.length ?? 0) === 0;
}

/** The newest run that the test was in. */
function newestRun({ runs, outcomes }: TestContext): TestContext['runs'][number] | undefined {
  return runs[[...outcomes].findLastIndex((letter) => letter !== '-')];
}
