import {
  emptyCounts,
  type HistoryRun,
  type HistoryView,
  STATUS_CODES,
  type TestRef,
  testId,
} from '@qitops/model';
import { commitAt, generator, NEWEST } from './sample-history.ts';

const WORDS =
  'keeps drops reads writes order cart user token page cache retry empty large null index sort merge'.split(
    ' ',
  );

/**
 * A history of any size: one test in a hundred fails now and then, one in five hundred is broken for a while,
 * durations are log-normal.
 */
export function largeHistory(tests: number, runs: number): HistoryView {
  const random = generator(11);
  const refs: TestRef[] = [];
  for (let t = 0; t < tests; t++) {
    const word = () => WORDS[Math.floor(random() * WORDS.length)]!;
    const file = `packages/part${Math.floor(t / 400)}/src/${word()}-${Math.floor(t / 25)}.test.ts`;
    const suite = [`${word()} ${word()}`];
    const name = `${word()} the ${word()} of a ${word()} ${word()} (${t})`;
    refs.push({
      id: testId({ project: 'p', framework: 'vitest', file, suite, name, ordinal: 0 }),
      suite,
      name,
      file,
    });
  }
  const usual = Float64Array.from({ length: tests }, () => Math.exp(3 + normal(random) * 1.2));
  const list = Array.from({ length: runs }, (_, run) => largeRun(run, runs, usual, random));
  return { tests: refs, runs: list, skipped: [] };
}

function normal(random: () => number): number {
  return random() + random() + random() + random() + random() + random() - 3;
}

function largeRun(number: number, runs: number, usual: Float64Array, random: () => number): HistoryRun {
  const size = usual.length;
  const run: HistoryRun = {
    info: {
      key: `${9_000_000 + number}-1-test-0`,
      project: 'p',
      framework: 'vitest',
      sha: commitAt(number),
      tree: commitAt(number + 100_000),
      ref: 'refs/heads/main',
      base: null,
      pr: null,
      event: 'push',
      trust: 'branch',
      runId: String(9_000_000 + number),
      attempt: 1,
      job: 'test',
      cell: '0',
      startedAt: new Date(NEWEST - (runs - number) * 3_600_000).toISOString(),
      durationMs: 60_000,
    },
    counts: { ...emptyCounts(), tests: size },
    status: new Uint8Array(size).fill(STATUS_CODES.passed.charCodeAt(0)),
    durationMs: new Int32Array(size),
    attempts: new Map(),
    messages: new Map(),
  };
  for (let t = 0; t < size; t++) {
    run.durationMs[t] = Math.round(usual[t]! * (0.8 + random() * 0.4));
    const flaky = t % 100 === 3 && random() < 0.05;
    const broken = t % 500 === 7 && Math.abs(number - ((t * 7) % runs)) < 6;
    if (flaky || broken) {
      run.status[t] = STATUS_CODES.failed.charCodeAt(0);
      run.counts.failed += 1;
      run.messages.set(
        t,
        flaky
          ? `Error: timeout after ${Math.floor(random() * 9000)} ms`
          : 'AssertionError: expected 1 to be 2',
      );
    } else run.counts.passed += 1;
  }
  return run;
}
