import type { ReadTest } from '@qitops/model';
import { describe, expect, test } from 'vitest';
import { type ResultFileRead, readResultFile } from '../read-result-file.ts';
import { bytesSource } from '../source.ts';

async function read(content: string | object, path = 'r'): Promise<ResultFileRead & { all: ReadTest[] }> {
  const all: ReadTest[] = [];
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const file = await readResultFile(bytesSource(path, text, 11), (each) => all.push(each));
  return { ...file, all };
}

describe('what only one format says', () => {
  test('CTRF: attempts, errors kept apart, unknown statuses never green', async () => {
    const got = await read({
      reportFormat: 'CTRF',
      specVersion: '0.0.0',
      results: {
        tool: { name: 'Vitest' },
        summary: { tests: 3 },
        tests: [
          {
            name: 'a',
            status: 'passed',
            duration: 5,
            flaky: true,
            retries: 2,
            suite: ['x', 'y'],
            filePath: 'a.ts',
          },
          { name: 'b', status: 'failed', rawStatus: 'error', duration: 1, suite: 'x > y' },
          { name: 'c', status: 'exploded', duration: 1 },
        ],
      },
    });
    expect(got).toMatchObject({
      format: 'ctrf-json',
      framework: 'vitest',
      tests: 3,
      flaky: 1,
      errored: 1,
      other: 1,
    });
    expect(got.all[0]).toMatchObject({
      suite: ['x', 'y'],
      file: 'a.ts',
      attempts: [{ status: 'failed' }, { status: 'failed' }],
    });
    expect(got.all[1]!.suite).toEqual(['x', 'y']);
  });

  test('Jest: a file that does not load is an error of its suite; invocations are attempts', async () => {
    const got = await read({
      numTotalTests: 1,
      openHandles: [],
      testResults: [
        { name: '/r/a.test.js', status: 'failed', message: 'SyntaxError: x\nat y', assertionResults: [] },
        {
          name: '/r/b.test.js',
          status: 'passed',
          assertionResults: [
            {
              title: 't',
              ancestorTitles: ['d'],
              status: 'passed',
              duration: null,
              invocations: 2,
              retryReasons: ['why'],
              failureMessages: [],
            },
          ],
        },
      ],
    });
    expect(got).toMatchObject({
      framework: 'jest',
      tests: 2,
      passed: 1,
      errored: 1,
      flaky: 1,
      durationMs: null,
    });
    expect(got.all[0]).toMatchObject({ suiteLevel: true, message: 'SyntaxError: x' });
  });

  test('Playwright: every attempt, the project in the suite, errors outside of tests', async () => {
    const result = (status: string, message?: string): object => ({
      status,
      duration: 10,
      ...(message ? { error: { message } } : {}),
    });
    const got = await read({
      config: { projects: [] },
      suites: [
        {
          title: 'a.spec.ts',
          specs: [],
          suites: [
            {
              title: 'cart',
              specs: [
                {
                  title: 'adds',
                  file: 'a.spec.ts',
                  line: 3,
                  tests: [
                    {
                      projectName: 'webkit',
                      status: 'flaky',
                      results: [result('failed', '\u001b[31mno\u001b[0m'), result('passed')],
                    },
                  ],
                },
                {
                  title: 'never ran',
                  file: 'a.spec.ts',
                  line: 9,
                  tests: [{ projectName: 'webkit', status: 'expected', results: [] }],
                },
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'worker died' }],
    });
    expect(got).toMatchObject({ tests: 3, passed: 1, flaky: 1, other: 1, errored: 1 });
    expect(got.all[0]).toMatchObject({
      suite: ['webkit', 'cart'],
      attempts: [{ status: 'failed', message: 'no' }],
    });
  });

  test('go test: a panic leaves a test without an end, a package that does not build has none', async () => {
    const events = [
      { Action: 'start', Package: 'p' },
      { Action: 'run', Package: 'p', Test: 'TestA' },
      { Action: 'output', Package: 'p', Test: 'TestA', Output: 'panic: oh\n' },
      { Action: 'fail', Package: 'p', Elapsed: 0.1 },
      { Action: 'start', Package: 'q' },
      { Action: 'output', Package: 'q', Output: 'q.go:3: undefined: x\n' },
      { Action: 'fail', Package: 'q', Elapsed: 0 },
    ];
    const got = await read(events.map((each) => JSON.stringify(each)).join('\n'));
    expect(got).toMatchObject({ format: 'go-test-json', tests: 2, errored: 2, status: 'ok' });
    expect(got.all.map(({ name, message }) => [name, message])).toEqual([
      ['TestA', 'the test did not end'],
      ['q', 'q.go:3: undefined: x'],
    ]);
  });

  test('go test: a package that began and never ended is not green, also before Go 1.20', async () => {
    const events = [
      { Action: 'run', Package: 'p', Test: 'TestA' },
      { Action: 'pass', Package: 'p', Test: 'TestA', Elapsed: 0 },
    ];
    const cut = await read(events.map((each) => JSON.stringify(each)).join('\n'));
    expect(cut).toMatchObject({ tests: 1, passed: 1, status: 'partial' });
    const whole = await read(
      [...events, { Action: 'pass', Package: 'p' }].map((each) => JSON.stringify(each)).join('\n'),
    );
    expect(whole).toMatchObject({ tests: 1, passed: 1, status: 'ok' });
  });

  test('go test: a package that is named only in plain text as not built is an error', async () => {
    const events = `${JSON.stringify({ Action: 'pass', Package: 'p' })}\nFAIL\tp/broken [build failed]\n`;
    expect(await read(events)).toMatchObject({ tests: 1, errored: 1, status: 'ok' });
  });

  test('TAP: leaves of subtests are the tests; a plan that is not kept is not green', async () => {
    const tap = [
      'TAP version 14',
      '# Subtest: cart',
      '    ok 1 - adds',
      '    not ok 2 - removes',
      '      ---',
      "      error: 'not removed'",
      "      location: '/r/cart.test.js:7:3'",
      '      duration_ms: 1.5',
      '      ...',
      '    1..2',
      'not ok 1 - cart',
      'not ok 2 - later # TODO not yet',
      'ok 3 - here # SKIP no network',
      '1..4',
    ].join('\n');
    const got = await read(tap);
    expect(got).toMatchObject({
      format: 'tap',
      tests: 4,
      passed: 1,
      failed: 1,
      skipped: 2,
      status: 'partial',
    });
    expect(got.all[1]).toMatchObject({
      name: 'removes',
      suite: ['cart'],
      message: 'not removed',
      file: '/r/cart.test.js',
      line: 7,
      durationMs: 1.5,
    });
    expect(got.message).toContain('the plan says 4 tests, 3 are in the file');
  });

  test('TAP: bailing out fails the run', async () => {
    expect(await read('TAP version 13\n1..2\nok 1 - a\nBail out! no database\n')).toMatchObject({
      passed: 1,
      errored: 1,
    });
  });

  test('Cucumber: the background belongs to the next scenario, an undefined step is an error', async () => {
    const step = (status: string): object => ({ name: 's', result: { status, duration: 2_000_000 } });
    const got = await read([
      {
        uri: 'f.feature',
        name: 'F',
        keyword: 'Feature',
        elements: [
          { type: 'background', steps: [step('failed')] },
          { type: 'scenario', name: 'a', line: 3, steps: [step('skipped')] },
          { type: 'scenario', name: 'b', steps: [step('passed'), step('undefined')] },
          { type: 'scenario', name: 'c', steps: [step('passed')], status: 'failed' },
        ],
      },
    ]);
    expect(got.all.map((each) => [each.name, each.status])).toEqual([
      ['a', 'failed'],
      ['b', 'errored'],
      ['c', 'failed'],
    ]);
    expect(got.durationMs).toBe(10);
  });

  test('Mocha: a hook that failed stands among the failures only', async () => {
    const got = await read({
      stats: { tests: 2, passes: 1, failures: 1 },
      tests: [
        { title: 'a', fullTitle: 's a', err: {}, duration: 1, currentRetry: 1 },
        { title: 'b', fullTitle: 's b', err: {} },
      ],
      pending: [{ title: 'b', fullTitle: 's b', err: {} }],
      failures: [{ title: '"before all" hook', fullTitle: 's "before all" hook', err: { message: 'down' } }],
      passes: [],
    });
    expect(got).toMatchObject({ tests: 3, passed: 1, flaky: 1, skipped: 1, errored: 1 });
  });

  test('TRX: rows of a data-driven test are the tests; an aborted run is an error', async () => {
    const got = await read(
      `<TestRun><Results><UnitTestResult testName="p" testId="1" outcome="Passed"><InnerResults><UnitTestResult testName="p (1)" testId="1" outcome="Passed" duration="00:00:01.5"/><UnitTestResult testName="p (2)" testId="1" outcome="NotExecuted"/></InnerResults></UnitTestResult></Results><TestDefinitions><UnitTest id="1"><TestMethod className="N.C"/></UnitTest></TestDefinitions><ResultSummary outcome="Aborted"><RunInfos><RunInfo outcome="Error"><Text>host crashed</Text></RunInfo></RunInfos></ResultSummary></TestRun>`,
    );
    expect(got).toMatchObject({
      format: 'trx',
      tests: 3,
      passed: 1,
      skipped: 1,
      errored: 1,
      durationMs: 1500,
    });
    expect(got.all[0]).toMatchObject({ name: 'p (1)', suite: ['N.C'] });
    expect(got.all[2]).toMatchObject({ suiteLevel: true, message: 'host crashed' });
  });

  test('NUnit: a fixture whose tear-down failed is an error beside its passed tests', async () => {
    const got = await read(
      `<test-run><test-suite type="TestFixture" name="F" result="Failed" site="TearDown"><failure><message>leak</message></failure><test-case name="A" classname="N.F" methodname="A" result="Passed" duration="0.5"/><test-case name="B" classname="N.F" methodname="B" result="Failed" label="Error"/></test-suite></test-run>`,
    );
    expect(got).toMatchObject({ format: 'nunit3-xml', tests: 3, passed: 1, errored: 2 });
  });

  test('xUnit: clean-up errors of the assembly count', async () => {
    const got = await read(
      `<assemblies><assembly failed="0" errors="1"><errors><error type="assembly-cleanup"><failure><message>x</message></failure></error></errors><collection><test name="N.C.A" type="N.C" result="Pass" time="0.1"/><test name="N.C.B" type="N.C" result="NotRun"/></collection></assembly></assemblies>`,
    );
    expect(got).toMatchObject({ format: 'xunit-xml', tests: 3, passed: 1, skipped: 1, errored: 1 });
  });

  test('Allure: a result without a status has no outcome', async () => {
    const got = await read(
      { uuid: 'u', name: 'a', historyId: 'h', labels: [{ name: 'suite', value: 's' }] },
      'u-result.json',
    );
    expect(got).toMatchObject({ format: 'allure2-json', tests: 1, skipped: 1, passed: 0 });
  });

  test('RSpec: errors outside of examples count', async () => {
    const got = await read({
      version: '3',
      messages: ['An error occurred while loading ./a_spec.rb.'],
      examples: [
        {
          description: 'x',
          full_description: 'A x',
          status: 'passed',
          file_path: './a_spec.rb',
          line_number: 3,
          run_time: 0.5,
        },
      ],
      summary: { errors_outside_of_examples_count: 1 },
    });
    expect(got).toMatchObject({ format: 'rspec-json', tests: 2, passed: 1, errored: 1, durationMs: 500 });
    expect(got.all[0]).toMatchObject({ suite: ['A'], file: 'a_spec.rb', line: 3 });
  });

  test('Dart: hidden tests count only when they broke; a run without its end is not green', async () => {
    const events = [
      { protocolVersion: '0.1.1', type: 'start', time: 0 },
      { suite: { id: 0, path: 'test/a_test.dart' }, type: 'suite' },
      { test: { id: 1, name: 'loading', suiteID: 0, groupIDs: [] }, type: 'testStart', time: 0 },
      { testID: 1, result: 'success', hidden: true, type: 'testDone', time: 5 },
      { group: { id: 2, name: 'cart' }, type: 'group' },
      { test: { id: 3, name: 'cart adds', suiteID: 0, groupIDs: [2], line: 4 }, type: 'testStart', time: 5 },
      { testID: 3, result: 'success', hidden: false, type: 'testDone', time: 8 },
    ];
    const got = await read(events.map((each) => JSON.stringify(each)).join('\n'));
    expect(got).toMatchObject({ format: 'dart-json', tests: 1, passed: 1, status: 'partial', durationMs: 3 });
    expect(got.all[0]).toMatchObject({ name: 'adds', suite: ['cart'], file: 'test/a_test.dart' });
  });
});
