import type { FailureCategory, SiteRunDetails, TestResult } from '@qitops/model';
import { expect, test } from 'vitest';
import { gatherFacts } from './facts.ts';
import { categoriesOf } from './failure-categories.ts';
import { historyOf, inputOf } from './report-fixture.ts';
import { runDetails } from './run-details.ts';

const BANK: FailureCategory = { name: 'The bank', message: '(?i)payment .* refused' };
const THROWN: FailureCategory = { name: 'Thrown', status: 'errored' };
const DRIVER: FailureCategory = { name: 'Driver', trace: 'webdriver/\\w+\\.js' };

async function categorised(lines: string[], categories: FailureCategory[], latest: TestResult[] = []) {
  const history = historyOf(lines);
  history.runs.forEach((run) => {
    for (const at of run.messages.keys()) run.messages.set(at, at === 0 ? 'Payment 7 REFUSED' : 'boom');
  });
  const found = await categoriesOf(categories);
  const details = runDetails(gatherFacts(inputOf(history)));
  const info = history.runs.at(-1)!.info;
  return found.added(details, history, latest.length > 0 ? { tests: latest, info } : null);
}

const byName = (details: readonly SiteRunDetails[]) =>
  details.flatMap(({ runs }) =>
    runs.map(({ categories }) =>
      categories === null ? null : categories?.map(({ name, tests }) => [name, ...tests]),
    ),
  );

test('a failure is of the first category whose every condition holds, in every run', async () => {
  const details = await categorised(['fpe', 'ppp', 'efe'], [BANK, THROWN]);
  expect(byName(details)).toEqual([
    [
      ['The bank', 0],
      ['Thrown', 2],
    ],
    [],
    [
      ['The bank', 0],
      ['Thrown', 2],
    ],
  ]);
});

test('without categories nothing is added', async () => {
  expect(byName(await categorised(['f'], []))).toEqual([undefined]);
});

test('traces are looked at in the newest run, which alone has them', async () => {
  const history = historyOf(['f', 'f']);
  const latest = {
    ...history.tests[0]!,
    status: 'failed',
    message: 'boom',
    trace: 'at webdriver/session.js:3',
    attempts: [],
    durationMs: 1,
    ordinal: 0,
    framework: 'f',
    flaky: false,
  } as TestResult;
  expect(byName(await categorised(['f', 'f'], [DRIVER], [latest]))).toEqual([[], [['Driver', 0]]]);
  const labelled = (await categoriesOf([DRIVER])).labelled([latest, { ...latest, status: 'passed' }]);
  expect(labelled.map(({ labels }) => labels)).toEqual([[{ name: 'category', value: 'Driver' }], undefined]);
});

test.each(['(?=a)', '(a)\\1', '(', 'a{1000}{1000}'])(
  '"%s" is left out and named, others stay',
  async (message) => {
    const found = await categoriesOf([{ name: 'Bad', message }, BANK]);
    expect(found.problems).toMatchObject([
      { key: 'report.categories[0]', what: expect.stringContaining('the message of "Bad" is no regular') },
    ]);
    const failure = {
      status: 'failed',
      message: 'payment was refused',
      attempts: [],
    } as unknown as TestResult;
    expect(found.labelled([failure])[0]!.labels).toEqual([{ name: 'category', value: 'The bank' }]);
  },
);

test('of more failures than are tried the newest runs have theirs, the others are not known', async () => {
  const history = historyOf(['f', 'f', 'p', 'f']);
  history.runs.forEach((run, at) => {
    if (run.messages.size > 0) run.messages.set(0, `${at}${'x'.repeat(300_000)}`);
  });
  const found = await categoriesOf([{ name: 'Long', message: 'x+$' }]);
  const details = runDetails(gatherFacts(inputOf(history)));
  expect(byName(found.added(details, history, null))).toEqual([null, null, [], [['Long', 0]]]);
});

test('what would take a backtracking engine for ever is answered', async () => {
  const found = await categoriesOf([{ name: 'Hostile', message: '^(a+)+$', trace: '(x+x+)+y' }]);
  const failure = {
    status: 'failed',
    message: `${'a'.repeat(2000)}!`,
    trace: 'x'.repeat(8000),
    attempts: [],
  } as unknown as TestResult;
  expect(found.labelled([failure])[0]!.labels).toBeUndefined();
});
