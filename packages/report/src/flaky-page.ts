import type { FlakyState, FlakyTest, SiteFlaky, SiteFlakyCost, SiteFlakyRow } from '@qitops/model';
import { durationIn } from './durations.ts';
import { type Facts, outcomesOf } from './facts.ts';
import { laneOf } from './mainline.ts';
import { ABSENT, FLAKY, isRed, PASSED } from './outcomes.ts';
import { recentOutcomes } from './test-columns.ts';

const ROW_LIMIT = 1000;
const ORDER: readonly FlakyState[] = [
  'quarantined',
  'flaky',
  'broken',
  'suspected',
  'fixed',
  'new',
  'healthy',
];

/** The flaky tests with what they cost, worst first; null = flakiness was not measured. */
export function flakyPage(facts: Facts): SiteFlaky | null {
  if (!facts.flaky) return null;
  const states: SiteFlaky['states'] = {};
  const rows: SiteFlakyRow[] = [];
  const cost: SiteFlakyCost = { minutes: 0, failedAttempts: 0, reruns: 0, runs: facts.runs };
  const flakyTests = new Set<number>();
  const scratch = new Uint8Array(facts.mainline.runs.length);
  facts.history.tests.forEach((test, index) => {
    const flaky = facts.flaky!.get(test.id);
    if (!flaky) return;
    states[flaky.state] = (states[flaky.state] ?? 0) + 1;
    if (flaky.state === 'healthy' || flaky.state === 'new') return;
    const own = attemptsCost(facts, index);
    if (flaky.state === 'flaky' || flaky.state === 'quarantined') {
      flakyTests.add(index);
      cost.failedAttempts += own.attempts;
      cost.minutes += own.ms / 60_000;
    }
    rows.push(flakyRow(facts, index, flaky, own, scratch));
  });
  const reruns = causedReruns(facts, flakyTests);
  cost.reruns = reruns.count;
  cost.minutes = thousandths(cost.minutes + reruns.ms / 60_000);
  rows.sort(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      b.minutes - a.minutes ||
      b.probability - a.probability,
  );
  return { runs: facts.runs, total: rows.length, cost, states, rows: rows.slice(0, ROW_LIMIT) };
}

interface AttemptsCost {
  attempts: number;
  ms: number;
  first: number | null;
  last: number | null;
}

/** Failed attempts of a test and the time they took; an attempt without a duration counts as the median. */
function attemptsCost(facts: Facts, test: number): AttemptsCost {
  const row = outcomesOf(facts, test);
  const usual = Math.max(0, facts.usual[test]!.p50);
  const cost: AttemptsCost = { attempts: 0, ms: 0, first: null, last: null };
  row.forEach((outcome, run) => {
    // passed at once, or not there: nearly every run
    if (outcome === PASSED || outcome === ABSENT) return;
    const stored = facts.history.runs[run]!;
    const earlier = stored.attempts.get(test) ?? '';
    const failed = (earlier.match(/[fe]/g)?.length ?? 0) + (isRed(outcome) ? 1 : 0);
    if (failed === 0) return;
    cost.attempts += failed;
    const ms = durationIn(stored, test);
    cost.ms += failed * (ms >= 0 ? ms : usual);
    cost.first ??= run;
    cost.last = run;
  });
  return cost;
}

/** Re-runs whose earlier attempt had failed by flaky tests alone: they were paid for whole. */
function causedReruns(facts: Facts, flakyTests: ReadonlySet<number>): { count: number; ms: number } {
  const byAttempt = new Map<string, number>();
  const key = (run: Facts['history']['runs'][number], attempt: number) =>
    JSON.stringify([run.info.runId, attempt, laneOf(run)]);
  facts.history.runs.forEach((run, index) => {
    byAttempt.set(key(run, run.info.attempt), index);
  });
  let count = 0;
  let ms = 0;
  for (const run of facts.history.runs) {
    if (run.info.attempt < 2) continue;
    const before = byAttempt.get(key(run, run.info.attempt - 1));
    if (before === undefined) continue;
    const failed: number[] = [];
    for (let test = 0; test < facts.tests; test++) {
      if (isRed(facts.outcome[test * facts.runs + before]!)) failed.push(test);
    }
    if (failed.length === 0 || !failed.every((test) => flakyTests.has(test))) continue;
    count += 1;
    ms += run.info.durationMs ?? 0;
  }
  return { count, ms };
}

function flakyRow(
  facts: Facts,
  index: number,
  flaky: FlakyTest,
  cost: AttemptsCost,
  scratch: Uint8Array,
): SiteFlakyRow {
  const at = (run: number | null) => (run === null ? null : facts.history.runs[run]!.info.startedAt);
  const row = outcomesOf(facts, index);
  const retried = row.indexOf(FLAKY);
  const first = retried < 0 ? cost.first : Math.min(cost.first ?? retried, retried);
  return {
    id: facts.ids[index]!,
    name: flaky.name,
    suite: flaky.suite,
    file: flaky.file,
    state: flaky.state,
    probability: round(flaky.probability),
    rate: round(flaky.rate),
    interval: [round(flaky.interval[0]), round(flaky.interval[1])],
    runs: flaky.runs,
    failures: flaky.failures,
    ...(flaky.renamedFrom ? { renamedFrom: flaky.renamedFrom } : {}),
    ...(flaky.cluster ? { cluster: flaky.cluster } : {}),
    evidence: flaky.evidence.slice(0, 20),
    minutes: thousandths(cost.ms / 60_000),
    firstSeen: at(first),
    lastSeen: at(cost.last),
    recent: recentOutcomes(row, facts.mainline.runs, scratch),
  };
}

function round(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

function thousandths(minutes: number): number {
  return Math.round(minutes * 1000) / 1000;
}
