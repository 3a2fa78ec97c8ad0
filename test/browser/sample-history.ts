import { createHash } from 'node:crypto';
import {
  emptyCounts,
  type HistoryRun,
  type HistoryView,
  type RunInfo,
  STATUS_CODES,
  type TestRef,
  testId,
} from '@qitops/model';

/** A small generator with a fixed seed: the same pages on every machine. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const NEWEST = Date.parse('2026-11-20T09:30:00Z');
const HOUR = 3_600_000;

const FILES: readonly [string, string[], string[]][] = [
  [
    'src/cart/cart.test.ts',
    ['Cart'],
    [
      'adds an item',
      'removes an item',
      'merges equal items',
      'keeps the order in which items were added',
      'rejects a negative amount',
      'is empty after checkout',
    ],
  ],
  [
    'src/cart/discount.test.ts',
    ['Cart', 'discount'],
    [
      'takes 10 % off above 100',
      'never goes below zero',
      'ignores an expired voucher',
      'adds vouchers of different shops',
      'rounds half a cent to even',
    ],
  ],
  [
    'src/checkout/payment.test.ts',
    ['Payment'],
    [
      'charges the card once',
      'retries a declined card',
      'refunds in full',
      'refunds in part',
      'keeps the receipt number across a retry of the whole checkout with another card',
    ],
  ],
  [
    'src/checkout/shipping.test.ts',
    ['Shipping'],
    [
      'chooses the cheapest carrier',
      'adds duties outside the union',
      'has no price for an unknown country',
      'splits a parcel above 30 kg',
    ],
  ],
  [
    'src/search/index.test.ts',
    ['Search', 'index'],
    [
      'finds a word by its stem',
      'ranks titles before text',
      'survives an empty index',
      'rebuilds after a crash',
      'reads the old format',
    ],
  ],
  [
    'src/search/suggest.test.ts',
    ['Search', 'suggestions'],
    ['suggests while typing', 'drops duplicates', 'waits for the slow backend'],
  ],
  [
    'src/account/login.test.ts',
    ['Login'],
    [
      'locks after five attempts',
      'sends one mail for a reset',
      'ends a session everywhere',
      'accepts a passkey',
    ],
  ],
  [
    'src/account/export.test.ts',
    ['Export'],
    ['writes every order', 'writes 10,000 orders in under a minute', 'leaves out what was deleted'],
  ],
];

export const KNOWN = {
  broken: 'rounds half a cent to even',
  brokenEarlier: 'reads the old format',
  flaky: 'waits for the slow backend',
  flakyRetried: 'sends one mail for a reset',
  fixed: 'splits a parcel above 30 kg',
  slower: 'writes 10,000 orders in under a minute',
  skipped: 'accepts a passkey',
  added: 'merges equal items',
};

export function sampleTests(): TestRef[] {
  return FILES.flatMap(([file, suite, names]) =>
    names.map((name) => ({
      id: testId({ project: 'shop', framework: 'vitest', file, suite, name, ordinal: 0 }),
      suite,
      name,
      file,
    })),
  );
}

export function commitAt(run: number): string {
  return createHash('sha1').update(`commit ${run}`).digest('hex');
}

/** Runs of the main branch with a run of a pull request after every seventh. */
export function sampleHistory(runs: number): HistoryView {
  const tests = sampleTests();
  const random = generator(7);
  const history: HistoryView = { tests, runs: [], skipped: [] };
  for (let number = 0; number < runs; number++) {
    const pr = number % 8 === 7 && number < runs - 1 ? 41 + Math.floor(number / 8) : null;
    history.runs.push(sampleRun(tests, number, runs, pr, random));
  }
  return history;
}

function sampleRun(
  tests: readonly TestRef[],
  number: number,
  runs: number,
  pr: number | null,
  random: () => number,
): HistoryRun {
  const run: HistoryRun = {
    info: infoOf(number, runs, pr),
    counts: emptyCounts(),
    status: new Uint8Array(tests.length),
    durationMs: new Int32Array(tests.length).fill(-1),
    attempts: new Map(),
    messages: new Map(),
  };
  const progress = number / (runs - 1);
  let total = 0;
  tests.forEach((test, index) => {
    if (test.name === KNOWN.added && progress < 0.3) return;
    const status = statusOf(test.name, progress, random(), pr !== null);
    const base = 4 + ((index * 37) % 90);
    const usual =
      test.name === KNOWN.slower ? (progress > 0.7 ? 4200 : 2100) : test.name === KNOWN.flaky ? 900 : base;
    const ms = status === 'skipped' ? 0 : Math.round(usual * (0.85 + random() * 0.3));
    run.status[index] = STATUS_CODES[status === 'retried' ? 'passed' : status].charCodeAt(0);
    run.durationMs[index] = ms;
    total += ms;
    run.counts.tests += 1;
    run.counts[status === 'retried' ? 'passed' : status] += 1;
    if (status === 'retried') {
      run.counts.flaky += 1;
      run.attempts.set(index, 'f');
    }
    if (status === 'failed') run.messages.set(index, messageOf(test.name, number));
  });
  run.counts.durationMs = total;
  run.info.durationMs = total;
  return run;
}

function statusOf(name: string, progress: number, chance: number, pr: boolean) {
  if (name === KNOWN.skipped) return 'skipped';
  if (name === KNOWN.broken && progress === 1) return 'failed';
  if (name === KNOWN.brokenEarlier && progress > 0.94) return 'failed';
  if (name === KNOWN.fixed && progress > 0.9 && progress < 0.99) return 'failed';
  if (name === KNOWN.flaky && chance < 0.16 && progress < 1) return 'failed';
  if (name === KNOWN.flakyRetried && (chance < 0.12 || progress === 1)) return 'retried';
  return pr && chance < 0.004 ? 'failed' : 'passed';
}

function messageOf(name: string, number: number): string {
  if (name === KNOWN.flaky)
    return `Error: no answer from http://127.0.0.1:${40_000 + number * 7}/suggest after 5000 ms`;
  if (name === KNOWN.broken) return 'AssertionError: expected 10.12 to be 10.13 // Object.is equality';
  if (name === KNOWN.brokenEarlier)
    return "TypeError: Cannot read properties of undefined (reading 'version')";
  return `AssertionError: expected ${number} parcels to equal 2`;
}

function infoOf(number: number, runs: number, pr: number | null): RunInfo {
  const runId = String(7_100_000 + number * 13);
  return {
    key: `${runId}-1-test-0`,
    project: 'shop',
    framework: 'vitest',
    sha: commitAt(number),
    tree: commitAt(number + 5000),
    ref: pr === null ? 'refs/heads/main' : `refs/pull/${pr}/merge`,
    base: pr === null ? null : commitAt(number - 1),
    pr,
    event: pr === null ? 'push' : 'pull_request',
    trust: pr === null ? 'branch' : 'pr',
    runId,
    attempt: 1,
    job: 'test',
    cell: '0',
    startedAt: new Date(NEWEST - (runs - 1 - number) * 5 * HOUR).toISOString(),
    durationMs: null,
  };
}
