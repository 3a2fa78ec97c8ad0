import { emptyCounts, type FailureCause, type HistoryRun, type HistoryView } from '@qitops/model';
import type { TestTruth, Truth } from './flaky-measure.ts';

export interface SimulatorOptions {
  seed: number;
  tests: number;
  commits: number;
  /** Probability that an outage begins with a run. */
  outage: number;
  /** Share of the flaky tests that fail together with others. */
  clustered: number;
  /** Probability that the run retries failures (twice). */
  retries: number;
}

interface Cause {
  tests: number[];
  rate: number;
  /** Probability that a test fails when the cause strikes. */
  takesPart: number;
  from: number;
  until: number;
}

/**
 * A second world, unlike that of the corpus: flaky rates are drawn from a beta distribution and rise with the load of
 * the runner; failures linger into the retry; clusters cross suites; outages belong to a resource that tests of several
 * suites use, and last for some runs; pull requests have several commits that carry their breakage on; a change breaks
 * what is near it in several suites, for certain. Seeded.
 */
export function simulate(options: SimulatorOptions): { view: HistoryView; truth: Truth } {
  const random = generator(options.seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const suites = suitesOf(options.tests, random);
  const resources = Array.from({ length: 6 }, () => suites.map(() => random() < 0.35));
  const uses = suites.map((suite) => resources.map((of) => of[suite]! && random() < 0.7));
  const truth: TestTruth[] = suites.map(() => ({ flaky: 'never', rate: 0, flakes: 0 }));
  const causesOfTest = new Map<number, Cause>();
  const causes: Cause[] = [];
  const flaky = Math.round(options.tests * (0.03 + 0.06 * random()));
  for (let made = 0; made < flaky; ) {
    const size = random() < options.clustered / 5 ? 3 + pick(9) : 1;
    const start = pick(options.tests);
    const tests = [start];
    for (let tries = 0; tests.length < size && tries < 400; tries++) {
      const other = pick(options.tests);
      const near = suites[other] === suites[start] || random() < 0.02;
      if (near && !tests.includes(other)) tests.push(other);
    }
    const free = tests.filter((test) => !causesOfTest.has(test));
    const from = random() < 0.15 ? pick(options.commits) : 0;
    const until = random() < 0.2 ? from + pick(options.commits - from) + 1 : options.commits;
    const cause = {
      tests: free,
      rate: beta(random),
      takesPart: size > 1 ? 0.7 + 0.3 * random() : 1,
      from,
      until,
    };
    causes.push(cause);
    for (const test of free) {
      causesOfTest.set(test, cause);
      truth[test] = {
        flaky: until < options.commits ? 'before' : 'now',
        rate: cause.rate * cause.takesPart,
        flakes: 0,
      };
    }
    made += size;
  }
  const young = suites.map(() => (random() < 0.05 ? pick(options.commits) : 0));
  const runs: HistoryRun[] = [];
  const found: Truth['causes'] = new Map();
  let outage: { resource: number; strength: number; left: number } | null = null;
  const brokenOnMain = new Map<number, number>();
  let pull: { number: number; left: number; broken: Set<number> } | null = null;
  const breakage = (): number[] => {
    const near = suites[pick(options.tests)]!;
    const share = random() ** 3 * 0.5;
    return suites.flatMap((suite, test) => (random() < (suite === near ? share : share / 60) ? [test] : []));
  };

  for (let commit = 0; commit < options.commits; commit++) {
    if (pull && pull.left === 0) pull = null;
    if (!pull && random() < 0.3) {
      pull = { number: commit, left: 1 + pick(4), broken: new Set(random() < 0.35 ? breakage() : []) };
    }
    if (pull) {
      pull.left -= 1;
      for (const test of pull.broken) if (random() < 0.15) pull.broken.delete(test);
    } else {
      for (const [test, left] of brokenOnMain) {
        if (left === 0) brokenOnMain.delete(test);
        else brokenOnMain.set(test, left - 1);
      }
      if (random() < 0.06) {
        const left = pick(6);
        for (const test of breakage()) brokenOnMain.set(test, left);
      }
    }
    const again = random() < 0.12 ? 2 : 1;
    for (let attempt = 1; attempt <= again; attempt++) {
      if (!outage && random() < options.outage)
        outage = { resource: pick(6), strength: 0.25 + 0.75 * random(), left: 1 + pick(3) };
      const load = Math.exp(0.5 * (random() + random() + random() - 1.5));
      const tries = random() < options.retries ? 3 : 1;
      const status = new Uint8Array(options.tests);
      const attempts = new Map<number, string>();
      const last = new Map<number, FailureCause>();
      let pending = suites.flatMap((_, test) => (young[test]! <= commit ? [test] : []));
      for (let turn = 0; turn < tries && pending.length > 0; turn++) {
        const struck = new Set<Cause>();
        for (const cause of causes) {
          if (cause.from <= commit && commit < cause.until && random() < cause.rate * load) struck.add(cause);
        }
        const lasts = turn === 0 || random() < 0.6;
        pending = pending.filter((test) => {
          const cause = causesOfTest.get(test);
          const chance =
            (cause && struck.has(cause) && random() < cause.takesPart) ||
            (last.get(test) === 'flake' && random() < 0.15);
          const down = outage && lasts && uses[test]![outage.resource] && random() < outage.strength;
          const broken = brokenOnMain.has(test) || pull?.broken.has(test);
          const why = broken ? 'regression' : down ? 'infrastructure' : chance ? 'flake' : null;
          if (turn > 0) attempts.set(test, `${attempts.get(test) ?? ''}f`);
          status[test] = (why ? 'f' : 'p').charCodeAt(0);
          if (!why) return false;
          if (turn === 0) found.set(`${runs.length}:${test}`, why);
          last.set(test, why);
          if (why === 'flake') truth[test]!.flakes += 1;
          return true;
        });
      }
      runs.push(runOf(runs.length, commit, attempt, pull?.number ?? null, status, attempts));
      if (outage) outage = outage.left > 1 ? { ...outage, left: outage.left - 1 } : null;
    }
  }
  const tests = suites.map((suite, test) => ({
    id: `t${test}`,
    suite: [`suite ${suite}`],
    name: `does ${test.toString(36)}`,
    file: `suite-${suite}.test.ts`,
  }));
  return { view: { tests, runs, skipped: [] }, truth: { tests: truth, causes: found } };
}

/** The suite of each test; suites differ in size. */
function suitesOf(tests: number, random: () => number): number[] {
  const suites: number[] = [];
  for (let suite = 0; suites.length < tests; suite++) {
    const size = 4 + Math.floor(80 * random() ** 2);
    for (let i = 0; i < size && suites.length < tests; i++) suites.push(suite);
  }
  return suites;
}

/** Beta(.4, 5): most rates are low, some are high; not below 1 in 3,000. */
function beta(random: () => number): number {
  for (;;) {
    const x = random() ** (1 / 0.4);
    const y = random() ** (1 / 5);
    if (x + y <= 1 && x + y > 0) return Math.max(x / (x + y), 1 / 3000);
  }
}

function runOf(
  position: number,
  commit: number,
  attempt: number,
  pr: number | null,
  status: Uint8Array,
  attempts: Map<number, string>,
): HistoryRun {
  return {
    info: {
      key: `${position}`,
      project: '',
      framework: 'simulated',
      sha: `sha-${commit}`,
      tree: `tree-${commit}`,
      ref: '',
      base: null,
      pr,
      event: '',
      trust: pr === null ? 'branch' : 'pr',
      runId: `${commit}`,
      attempt,
      job: '',
      cell: '0',
      startedAt: '',
      durationMs: null,
    },
    counts: emptyCounts(),
    status,
    durationMs: new Int32Array(status.length),
    attempts,
    messages: new Map(),
  };
}

/** mulberry32, a 32-bit generator in the public domain (Tommy Ettinger). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
