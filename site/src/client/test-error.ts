import { h } from './dom.ts';
import { errorLines } from './error-lines.ts';
import { count, duration, shortSha } from './format.ts';
import { commit, runHref, section, when } from './parts.ts';
import { lookOf, mark } from './status.ts';
import type { TestContext } from './test-context.ts';

/** Why it failed: the message, the trace, the attempts before; what older failures said when it passes now. */
export function errorSection(context: TestContext): HTMLElement | null {
  const { latest } = context.test;
  if (latest?.message || latest?.trace) {
    return section(
      'Error',
      null,
      errorText(latest.message, latest.trace),
      attempts(context),
      earlierFailures(context, isOfNewestRun(context) ? 1 : 0),
    );
  }
  const [newest] = context.test.failures;
  if (!newest) return null;
  const run = context.runs[newest[0]]!;
  const message = context.messages[newest[1]];
  return section(
    'Last failure',
    null,
    h('p', { class: 'note' }, when(run.startedAt), ' at ', commit(run.sha, context.repositoryUrl)),
    errorText(message || 'The result file gave no message.', null),
    attempts(context),
    earlierFailures(context, 1),
  );
}

/** Whether the newest failure that the history has is the one that stands above it. */
function isOfNewestRun({ test, outcomes }: TestContext): boolean {
  const newest = outcomes.length - [...outcomes].reverse().findIndex((letter) => letter !== '-') - 1;
  return test.failures[0]?.[0] === newest;
}

function errorText(message: string | null, trace: string | null): HTMLElement {
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
          h('pre', { tabindex: '0' }, ...errorLines(rest.trim())),
        )
      : null,
  );
}

function attempts({ test }: TestContext): HTMLElement | null {
  const list = test.latest?.attempts ?? [];
  if (list.length === 0) return null;
  const items = list.map((attempt) =>
    h(
      'li',
      null,
      mark(lookOf(attempt.outcome)),
      ` in ${duration(attempt.durationMs)}`,
      attempt.message ? h('span', { class: 'message' }, attempt.message) : null,
    ),
  );
  return h(
    'div',
    null,
    h('h3', null, count(list.length, 'earlier attempt')),
    h('ol', { class: 'rows' }, ...items),
  );
}

function earlierFailures(context: TestContext, skip: number): HTMLElement | null {
  const { test, runs, messages, repositoryUrl } = context;
  const failures = test.failures.slice(skip);
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
  return h(
    'details',
    null,
    h('summary', null, `${count(failures.length, 'earlier failure')}`),
    h('ul', { class: 'rows' }, ...items),
  );
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
    '',
    `Newest outcomes, oldest first (p passed, r passed after a retry, f failed, e errored, s skipped): ${outcomes.replaceAll('-', '').slice(-30)}`,
    failedIn.length > 0 ? `It failed at ${failedIn.join(', ')}.` : 'No failure is in the history.',
    test.flaky ? `Its state is ${test.flaky.state}, probability ${test.flaky.probability}.` : '',
    'Find the cause. Say whether the test or the code is wrong, and propose the smallest change.',
  ].join('\n');
}
