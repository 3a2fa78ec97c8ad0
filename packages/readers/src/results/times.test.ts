import { join } from 'node:path';
import type { ReadTest, TestResult } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { momentOf } from '../duration.ts';
import { readResultFile } from '../read-result-file.ts';
import { bytesSource, fileSource } from '../source.ts';
import { toCtrf } from '../writers/ctrf.ts';

const fixtures = join(import.meta.dirname, '../../../../fixtures/results');

async function read(path: string, text: string | null = null): Promise<ReadTest[]> {
  const tests: ReadTest[] = [];
  const source = text === null ? fileSource(join(fixtures, path), path) : bytesSource(path, text);
  await readResultFile(source, (test) => tests.push(test));
  return tests;
}

const AT = '2026-03-01T10:00:00.250Z';
const MS = Date.parse(AT);

describe('when a test ran', () => {
  it('is told by Playwright for each attempt, with the place of its worker', async () => {
    const tests = await read('playwright-details/report.json');
    for (const test of tests.flatMap((each) => [each, ...each.attempts])) {
      expect(test.startMs).toBeGreaterThan(Date.UTC(2026, 0));
      expect(test.worker).toMatch(/^worker \d+$/);
    }
    const [pays] = tests;
    expect(pays!.attempts[0]!.startMs).toBeLessThan(pays!.startMs!);
  });

  it('is told by Jest, and not by Vitest, which times whole files', async () => {
    const started = (tests: ReadTest[]) => tests.filter(({ startMs }) => startMs !== undefined).length;
    expect(started(await read('jest/report.json'))).toBeGreaterThan(0);
    expect(started(await read('vitest/report.json'))).toBe(0);
  });

  it('is told by Allure with host and thread', async () => {
    const labels = [
      { name: 'host', value: 'ci' },
      { name: 'thread', value: 'pid-7-worker-1' },
    ];
    const result = { uuid: '1', name: 'pays', status: 'passed', start: MS, stop: MS + 5, labels };
    const [test] = await read('1-result.json', JSON.stringify(result));
    expect([test!.startMs, test!.worker]).toEqual([MS, 'ci pid-7-worker-1']);
  });

  it.each([
    [
      'a.trx',
      `<TestRun><Results><UnitTestResult testName="a" outcome="Passed" duration="00:00:01" startTime="${AT}"/></Results></TestRun>`,
    ],
    [
      'b.xml',
      `<test-run><test-case name="a" fullname="a" result="Passed" start-time="${AT}" duration="1"/></test-run>`,
    ],
    ['c.xml', `<testsuite name="s"><testcase name="a" time="1" timestamp="${AT}"/></testsuite>`],
    [
      'd.json',
      `[{"keyword":"Feature","uri":"a.feature","name":"f","elements":[{"name":"a","start_timestamp":"${AT}","steps":[]}]}]`,
    ],
    [
      'e.json',
      `{"Time":"${AT}","Action":"run","Package":"p","Test":"a"}\n{"Action":"pass","Package":"p","Test":"a","Elapsed":1}\n`,
    ],
  ])('is told by %s', async (name, text) => {
    const [test] = await read(name, text);
    expect(test!.startMs).toBe(MS);
  });

  it('is when a Go test went on, where it waited for others first', async () => {
    const [test] = await read(
      'f.json',
      [
        { Time: '2026-03-01T09:00:00Z', Action: 'run' },
        { Time: '2026-03-01T09:00:00Z', Action: 'pause' },
        { Time: AT, Action: 'cont' },
        { Time: AT, Action: 'pass', Elapsed: 1 },
      ]
        .map((event) => `${JSON.stringify({ ...event, Package: 'p', Test: 'a' })}\n`)
        .join(''),
    );
    expect(test!.startMs).toBe(MS);
  });

  it('comes through CTRF and back, with the attempts before', async () => {
    const test = {
      ...(await read('playwright-details/report.json'))[0]!,
      id: '1',
      ordinal: 0,
      framework: 'p',
      flaky: false,
    };
    const [back] = await read('ctrf.json', JSON.stringify(toCtrf([test as TestResult])));
    expect([back!.startMs, back!.worker]).toEqual([test.startMs, test.worker]);
    expect(back!.attempts[0]!.startMs).toBe(test.attempts[0]!.startMs);
  });

  it.each([0, -5, Number.NaN, MS / 1000, '0001-01-01T00:00:00', 'today', null, undefined, {}])(
    'is not told by %s',
    (value) => {
      expect(momentOf(value)).toBeUndefined();
    },
  );
});
