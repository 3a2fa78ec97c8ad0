import type { NewRun } from '@qitops/history';

/** Reproducible numbers in [0, 1) (Mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Runs of a suite of so many tests, twenty a file, one run an hour: durations around each test's own (log-normal, most
 * some milliseconds), one test in 2,000 failing, and one renamed every ten runs.
 */
export function* bigRuns(tests: number, runs: number): Iterable<NewRun> {
  const random = randomFrom(7);
  const own = Array.from({ length: tests }, () => Math.exp(1.6 + 1.2 * gauss(random)));
  const names = own.map((_, i) => `handles case ${i} of what it was asked for`);
  const files = own.map((_, i) => `packages/p${Math.floor(i / 700)}/src/unit${Math.floor(i / 20)}.test.ts`);
  for (let run = 0; run < runs; run++) {
    if (run % 10 === 9) names[Math.floor(random() * tests)] += ' again';
    const id = String(10_000 + run);
    yield {
      coverage: null,
      run: {
        info: {
          key: `${id}-1-tests-0`,
          project: '',
          framework: 'vitest',
          sha: id.padStart(40, '0'),
          tree: id.padStart(40, '1'),
          ref: 'refs/heads/main',
          base: null,
          pr: null,
          event: 'push',
          trust: 'branch',
          runId: id,
          attempt: 1,
          job: 'tests',
          cell: '0',
          startedAt: new Date(Date.UTC(2026, 0, 1) + run * 3_600_000).toISOString(),
          durationMs: 60_000,
        },
        tests: own.map((ms, i) => {
          const failed = random() < 1 / 2000;
          return {
            framework: 'vitest',
            file: files[i]!,
            suite: [`unit ${Math.floor(i / 20)}`],
            name: names[i]!,
            ordinal: 0,
            status: failed ? 'failed' : 'passed',
            durationMs: Math.max(0, Math.round(ms * (0.85 + 0.3 * random()))),
            attempts: [],
            message: failed ? 'expected 1 to be 2' : undefined,
          } as const;
        }),
      },
    };
  }
}

/** A standard normal number (Box and Muller 1958). */
function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
