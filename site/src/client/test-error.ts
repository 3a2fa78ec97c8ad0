import type { SiteLatest } from '@qitops/model';
import { h } from './dom.ts';
import { errorLines } from './error-lines.ts';
import { shortSha } from './format.ts';
import { commit, runHref, section, when } from './parts.ts';
import { lookOf } from './status.ts';
import type { TestContext } from './test-context.ts';

/** What the last failure said of a test of whose newest run nothing is told, or that passed there. */
export function lastFailureSection(context: TestContext): HTMLElement | null {
  const { latest, failures } = context.test;
  const [newest] = failures;
  if (!newest || (latest && (latest.message || latest.trace || latest.attempts.length > 0))) return null;
  const run = context.runs[newest[0]]!;
  const message = context.messages[newest[1]];
  return section(
    'Last failure',
    null,
    h('p', { class: 'note' }, when(run.startedAt), ' at ', commit(run.sha, context.repositoryUrl)),
    errorText(message || 'The result file gave no message.', null),
  );
}

/** A message, and the trace below it. */
export function errorText(message: string | null, trace: string | null): HTMLElement {
  const rest = trace && message && trace.startsWith(message) ? trace.slice(message.length) : trace;
  return h(
    'div',
    { class: 'error' },
    message ? h('pre', { class: 'error-message', tabindex: '0' }, ...errorLines(message)) : null,
    rest?.trim()
      ? h(
          'details',
          { open: true },
          h('summary', null, 'Trace'),
          h('pre', { tabindex: '0' }, ...errorLines(withoutMargin(rest))),
        )
      : null,
  );
}

/** Lines moved left by what they all are moved in, without empty ones around them. */
export function withoutMargin(text: string): string {
  const lines = text
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
    .split('\n');
  const margins = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length);
  const margin = Math.min(...margins);
  return margin > 0 ? lines.map((line) => line.slice(margin)).join('\n') : lines.join('\n');
}

const FAILURES_SHOWN = 3;

/** Failures before the one that stands above, newest first. */
export function earlierFailures(context: TestContext): HTMLElement | null {
  const { test, runs, messages, repositoryUrl } = context;
  const failures = test.failures.slice(isShown(context) ? 1 : 0);
  if (failures.length === 0) return null;
  const items = failures.map(([run, message]) =>
    h(
      'li',
      { 'data-row': '' },
      h('a', { href: runHref(run) }, when(runs[run]!.startedAt)),
      commit(runs[run]!.sha, repositoryUrl),
      h('span', { class: 'message grow' }, messages[message] || 'no message'),
    ),
  );
  const rest = items.slice(FAILURES_SHOWN);
  return section(
    'Earlier failures',
    `${failures.length}, newest first`,
    h('ul', { class: 'rows' }, ...items.slice(0, FAILURES_SHOWN)),
    rest.length > 0
      ? h('details', null, h('summary', null, `${rest.length} more`), h('ul', { class: 'rows' }, ...rest))
      : null,
  );
}

/** Whether the newest failure that the history has stands above already. */
function isShown({ test, outcomes }: TestContext): boolean {
  const { latest } = test;
  if (!latest || (!latest.message && !latest.trace)) return !latest || latest.attempts.length === 0;
  const newest = [...outcomes].findLastIndex((letter) => letter !== '-');
  return test.failures[0]?.[0] === newest;
}

/** What one would paste into an assistant: the test, its error and its history, in plain words. */
export function promptFor({ test, messages, runs, outcomes }: TestContext): string {
  const message = test.latest?.message ?? messages[test.failures[0]?.[1] ?? -1] ?? 'no message is known';
  const failedIn = test.failures.map(([run]) => shortSha(runs[run]!.sha)).slice(0, 5);
  return [
    `The test "${[...test.suite, test.name].join(' › ')}"${test.file ? ` in ${test.file}` : ''} needs a look.`,
    '',
    'Error:',
    message,
    ...(test.latest?.trace ? ['', test.latest.trace] : []),
    ...detailLines(test.latest),
    '',
    `Newest outcomes, oldest first (p passed, r passed after a retry, f failed, e errored, s skipped): ${outcomes.replaceAll('-', '').slice(-30)}`,
    failedIn.length > 0 ? `It failed at ${failedIn.join(', ')}.` : 'No failure is in the history.',
    test.flaky ? `Its state is ${test.flaky.state}, probability ${test.flaky.probability}.` : '',
    'Find the cause. Say whether the test or the code is wrong, and propose the smallest change.',
  ].join('\n');
}

/** What the last attempt that failed did and wrote, as text. */
function detailLines(latest: SiteLatest | null): string[] {
  if (!latest) return [];
  const attempt = [...latest.attempts, latest].findLast(({ outcome }) => lookOf(outcome).tone === 'bad');
  const { steps = [], stdout, stderr, attachments = [] } = attempt ?? {};
  const { frame } = latest;
  return [
    ...(frame
      ? [
          '',
          `Code of ${frame.path}:`,
          ...frame.lines.map(
            (line, at) => `${frame.first + at === frame.line ? '>' : ' '} ${frame.first + at} ${line}`,
          ),
        ]
      : []),
    ...(steps.length > 0
      ? [
          '',
          'Steps:',
          ...steps.map(
            ([name, outcome, , depth]) => `${'  '.repeat(depth)}- ${name}: ${lookOf(outcome).word}`,
          ),
        ]
      : []),
    ...(stdout ? ['', 'Standard output:', stdout] : []),
    ...(stderr ? ['', 'Standard error:', stderr] : []),
    ...attachments.flatMap(({ name, text }) => (text ? ['', `${name}:`, text] : [])),
  ];
}
