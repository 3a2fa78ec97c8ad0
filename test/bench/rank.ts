import { readFileSync } from 'node:fs';
import { orderTests, recordOutcome, type TestRecord, UNKNOWN_TEST } from '@qitops/analysis';
import { corpus } from '../corpus.ts';

/** One execution of a test in a cycle. */
interface Execution {
  name: string;
  durationMs: number;
  failed: boolean;
}

/** What an order is worth, 0–1, larger is better. */
interface Worth {
  /** Average percentage of faults detected (Rothermel et al. 2001). */
  apfd: number;
  /** The same in the first half of the time, with the share that is found there (NAPFD, Qu et al. 2007). */
  napfd50: number;
  /** APFD over time instead of tests (APFDc, Elbaum et al. 2001; all faults of one severity). */
  apfdc: number;
}

type Order = (executions: readonly Execution[], records: ReadonlyMap<string, TestRecord>) => Execution[];

/** Executions below which a cycle is not measured, as in published work on this history. */
const LEAST = 6;
/** Means of the best of the plain heuristics, each figure by the order that is meant for it. */
const BARS = { apfd: 0.643, napfd50: 0.437, apfdc: 0.669 };

const ORDERS: Record<string, Order> = {
  random: shuffled,
  ranked: (executions, records) => ranked(executions, records, false),
  'ranked, under a budget': (executions, records) => ranked(executions, records, true),
  'best possible': (executions) =>
    executions.toSorted((a, b) => Number(b.failed) - Number(a.failed) || a.durationMs - b.durationMs),
};

/** Prints how soon the ranking finds failures in a real test history; each cycle is ranked by those before it. */
export async function run(): Promise<void> {
  const path = corpus('flaky/iofrol/iofrol.csv');
  if (!path) {
    console.log('corpus: not there, skipped (QITOPS_CORPUS names it)');
    return;
  }
  const cycles = readCycles(readFileSync(path, 'utf8'));
  const worth: Record<string, Worth> = {};
  for (const [name, order] of Object.entries(ORDERS)) {
    const { count, mean, milliseconds } = measure(cycles, order);
    worth[name] = mean;
    const { apfd, napfd50, apfdc } = mean;
    console.log(
      `${name}: APFD ${apfd.toFixed(3)}, NAPFD at half the time ${napfd50.toFixed(3)}, APFDc ${apfdc.toFixed(3)}, ${count} cycles, ${milliseconds.toFixed(0)} ms`,
    );
  }
  const reached = {
    apfd: worth.ranked!.apfd,
    napfd50: worth['ranked, under a budget']!.napfd50,
    apfdc: worth['ranked, under a budget']!.apfdc,
  };
  const short = Object.entries(BARS).filter(([key, bar]) => reached[key as keyof Worth] < bar);
  if (short.length > 0) {
    throw new Error(
      `below the bar: ${short.map(([key, bar]) => `${key} should be ${bar} or more`).join(', ')}`,
    );
  }
}

/** Cycles in their order, from `Id;Name;Duration;LastRun;LastResults;Verdict;Cycle` (verdict 1 = failed). */
function readCycles(text: string): Execution[][] {
  const cycles = new Map<string, Execution[]>();
  for (const line of text.trim().split(/\r?\n/).slice(1)) {
    const [, name, duration, , , verdict, cycle] = line.split(';');
    const execution = { name: name!, durationMs: Number(duration), failed: verdict === '1' };
    const known = cycles.get(cycle!);
    if (known) known.push(execution);
    else cycles.set(cycle!, [execution]);
  }
  return [...cycles.values()];
}

function measure(
  cycles: readonly Execution[][],
  order: Order,
): { count: number; mean: Worth; milliseconds: number } {
  const records = new Map<string, TestRecord>();
  const sum = { apfd: 0, napfd50: 0, apfdc: 0 };
  let count = 0;
  const start = performance.now();
  for (const executions of cycles) {
    if (executions.length >= LEAST && executions.some(({ failed }) => failed)) {
      const worth = worthOf(order(executions, records));
      for (const key of ['apfd', 'napfd50', 'apfdc'] as const) sum[key] += worth[key];
      count += 1;
    }
    for (const { name, failed, durationMs } of executions) {
      records.set(name, recordOutcome(records.get(name) ?? UNKNOWN_TEST, failed, durationMs));
    }
  }
  const mean = { apfd: sum.apfd / count, napfd50: sum.napfd50 / count, apfdc: sum.apfdc / count };
  return { count, mean, milliseconds: performance.now() - start };
}

function ranked(
  executions: readonly Execution[],
  records: ReadonlyMap<string, TestRecord>,
  underBudget: boolean,
): Execution[] {
  const tests = executions.map((execution) => ({
    execution,
    record: records.get(execution.name) ?? UNKNOWN_TEST,
    impacts: [],
  }));
  return orderTests(tests, { underBudget }).map(({ test }) => test.execution);
}

function worthOf(order: readonly Execution[]): Worth {
  const faults = order.filter(({ failed }) => failed).length;
  const total = order.reduce((sum, { durationMs }) => sum + durationMs, 0);
  let left = total;
  let costs = 0;
  let fitting = 0;
  for (const { durationMs, failed } of order) {
    if (failed) costs += left - durationMs / 2;
    left -= durationMs;
    if (total - left <= total / 2) fitting += 1;
  }
  return {
    apfd: napfd(order, faults),
    napfd50: napfd(order.slice(0, fitting), faults),
    apfdc: costs / (total * faults),
  };
}

/** p − Σ rank / (n·m) + p / 2n over the executed tests, where p is the share of the m faults that they find. */
function napfd(executed: readonly Execution[], faults: number): number {
  const n = executed.length;
  if (n === 0) return 0;
  const ranks = executed.flatMap(({ failed }, at) => (failed ? [at + 1] : []));
  const found = ranks.length / faults;
  return found - ranks.reduce((sum, each) => sum + each, 0) / (n * faults) + found / (2 * n);
}

let state = 1;

/** Fisher and Yates' shuffle over a fixed sequence, so that a run can be repeated. */
function shuffled(executions: readonly Execution[]): Execution[] {
  const order = [...executions];
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
