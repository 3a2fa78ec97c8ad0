import { z } from 'zod';

/** Covered of total; both integers. The percentage is derived at display, never stored. */
export const Ratio = z.object({ covered: z.number().int(), total: z.number().int() });
export type Ratio = z.infer<typeof Ratio>;

/** Hits by line, ascending by line, one entry a line. Typed arrays: 20 M lines fit in 160 MB. */
export interface LineHits {
  readonly line: Uint32Array;
  /** Saturates at 2^32 − 1. */
  readonly hits: Uint32Array;
}

/** Branch arms, ascending by (line, block, arm). */
export interface BranchArms {
  readonly line: Uint32Array;
  /** Which decision on the line: LCOV's block, Istanbul's branch id, Cobertura's condition number. */
  readonly block: Uint32Array;
  /** Which way out of the decision. */
  readonly arm: Uint32Array;
  readonly hits: Uint32Array;
  /** False when the report gives counts only ("1/2"): the arms are then numbered covered ones first. */
  readonly identified: boolean;
}

export interface FunctionHits {
  name: string;
  /** First line; 0 when the report does not say. */
  line: number;
  hits: number;
}

/** Coverage of one source file. */
export interface FileCoverage {
  /** Path as the report has it, `\` turned into `/`; a repository path once it was resolved. */
  path: string;
  lines: LineHits;
  branches: BranchArms;
  functions: FunctionHits[];
  /** Totals of a report that has no lines for this file (a summary); counted where there are no entries. */
  declared?: CoverageTotals | undefined;
  /** Names of the tests that ran any of it, where the report says so (coverage.py's contexts, LCOV's TN). */
  tests?: readonly string[] | undefined;
}

/** What one coverage file says. */
export interface CoverageReport {
  format: string;
  /** Roots that the report names (`<source>`), for resolving paths. */
  roots: string[];
  files: FileCoverage[];
}

/** Lines, branches and functions of a file or a set; null = the report knows nothing of that kind. */
export interface CoverageTotals {
  lines: Ratio;
  branches: Ratio;
  functions: Ratio;
}

const NO_NUMBERS = new Uint32Array(0);

export function noBranches(): BranchArms {
  return { line: NO_NUMBERS, block: NO_NUMBERS, arm: NO_NUMBERS, hits: NO_NUMBERS, identified: true };
}

function ratioOf(hits: Uint32Array): Ratio {
  let covered = 0;
  for (let i = 0; i < hits.length; i++) if (hits[i]! > 0) covered += 1;
  return { covered, total: hits.length };
}

/** Recomputed from the entries; what a report declares of itself is never trusted. */
export function fileTotals(file: FileCoverage): CoverageTotals {
  if (file.declared && file.lines.line.length === 0) return file.declared;
  return {
    lines: ratioOf(file.lines.hits),
    branches: ratioOf(file.branches.hits),
    functions: {
      covered: file.functions.filter((fn) => fn.hits > 0).length,
      total: file.functions.length,
    },
  };
}

/** Sum over files that are already merged by path. */
export function coverageTotals(files: Iterable<FileCoverage>): CoverageTotals {
  const sum: CoverageTotals = {
    lines: { covered: 0, total: 0 },
    branches: { covered: 0, total: 0 },
    functions: { covered: 0, total: 0 },
  };
  for (const file of files) {
    const totals = fileTotals(file);
    for (const kind of ['lines', 'branches', 'functions'] as const) {
      sum[kind].covered += totals[kind].covered;
      sum[kind].total += totals[kind].total;
    }
  }
  return sum;
}

/** Hits of `line`, or null when the line is in no record. Binary search. */
export function hitsOf(lines: LineHits, line: number): number | null {
  const at = lowerBound(lines.line, line);
  return lines.line[at] === line ? lines.hits[at]! : null;
}

/** Arms of `line`, covered and total; null when the line has no branch. */
export function armsOf(branches: BranchArms, line: number): Ratio | null {
  let at = lowerBound(branches.line, line);
  let covered = 0;
  let total = 0;
  for (; branches.line[at] === line; at++) {
    total += 1;
    if (branches.hits[at]! > 0) covered += 1;
  }
  return total > 0 ? { covered, total } : null;
}

function lowerBound(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** No line has more ways out than this: a count beyond it is a made-up or damaged one. */
const MOST_ARMS = 4096;

/** Builds a {@link FileCoverage} from records in any order; equal keys add up their hits, saturating. */
export class FileCoverageBuilder {
  readonly #path: string;
  readonly #lines = new Map<number, number>();
  readonly #arms = new Map<string, { line: number; block: number; arm: number; hits: number }>();
  readonly #functions = new Map<string, FunctionHits>();
  #identified = true;

  constructor(path: string) {
    this.#path = path;
  }

  line(line: number, hits: number): void {
    this.#lines.set(line, Math.min((this.#lines.get(line) ?? 0) + hits, 0xffff_ffff));
  }

  /** Like {@link line}, for a record that repeats another one: the greater count stays. */
  lineAtLeast(line: number, hits: number): void {
    this.#lines.set(line, Math.min(Math.max(this.#lines.get(line) ?? 0, hits), 0xffff_ffff));
  }

  branch(line: number, block: number, arm: number, hits: number): void {
    const key = `${line},${block},${arm}`;
    const known = this.#arms.get(key);
    if (known) known.hits = Math.min(known.hits + hits, 0xffff_ffff);
    else this.#arms.set(key, { line, block, arm, hits });
  }

  /** Branches of which only the counts are known; a second call for the line keeps the greater count. */
  branchCounts(line: number, covered: number, total: number): void {
    this.#identified = false;
    for (let arm = 0; arm < Math.min(total, MOST_ARMS); arm++) {
      const key = `${line},0,${arm}`;
      const hits = arm < covered ? 1 : 0;
      const known = this.#arms.get(key);
      if (known) known.hits = Math.max(known.hits, hits);
      else this.#arms.set(key, { line, block: 0, arm, hits });
    }
  }

  function(name: string, line: number, hits: number): void {
    const key = `${line}:${name}`;
    const known = this.#functions.get(key);
    if (known) known.hits += hits;
    else this.#functions.set(key, { name, line, hits });
  }

  build(): FileCoverage {
    const lines = [...this.#lines].sort((a, b) => a[0] - b[0]);
    const arms = [...this.#arms.values()].sort(
      (a, b) => a.line - b.line || a.block - b.block || a.arm - b.arm,
    );
    return {
      path: this.#path,
      lines: { line: Uint32Array.from(lines, (l) => l[0]), hits: Uint32Array.from(lines, (l) => l[1]) },
      branches: {
        line: Uint32Array.from(arms, (a) => a.line),
        block: Uint32Array.from(arms, (a) => a.block),
        arm: Uint32Array.from(arms, (a) => a.arm),
        hits: Uint32Array.from(arms, (a) => a.hits),
        identified: this.#identified,
      },
      functions: [...this.#functions.values()],
    };
  }
}

/**
 * Union of two shards of one file: a line or arm is covered when any shard hit it, and a miss in one shard
 * with no record in the other stays a miss. Where either side gives counts only, the arms' union is a lower bound.
 */
export function mergeFileCoverage(a: FileCoverage, b: FileCoverage): FileCoverage {
  const identified = a.branches.identified && b.branches.identified;
  const declared = mergeDeclared(a, b);
  return {
    path: a.path,
    lines: mergeLines(a.lines, b.lines),
    branches: identified ? mergeArms(a.branches, b.branches) : mergeArmCounts(a.branches, b.branches),
    functions: mergeFunctions(a.functions, b.functions),
    ...(declared ? { declared } : {}),
    ...(a.tests || b.tests ? { tests: [...new Set([...(a.tests ?? []), ...(b.tests ?? [])])] } : {}),
  };
}

/** Of two summaries nobody knows what they share: the one that covers more is the lower bound of the union. */
function mergeDeclared(a: FileCoverage, b: FileCoverage): CoverageTotals | undefined {
  if (!a.declared || !b.declared) return a.declared ?? b.declared;
  return a.declared.lines.covered >= b.declared.lines.covered ? a.declared : b.declared;
}

const saturated = (sum: number): number => Math.min(sum, 0xffff_ffff);

function mergeLines(a: LineHits, b: LineHits): LineHits {
  if (a.line.length === 0) return b;
  if (b.line.length === 0) return a;
  const line = new Uint32Array(a.line.length + b.line.length);
  const hits = new Uint32Array(line.length);
  let i = 0;
  let j = 0;
  let n = 0;
  while (i < a.line.length || j < b.line.length) {
    const left = i < a.line.length ? a.line[i]! : Number.POSITIVE_INFINITY;
    const right = j < b.line.length ? b.line[j]! : Number.POSITIVE_INFINITY;
    line[n] = Math.min(left, right);
    let sum = 0;
    if (left <= right) sum += a.hits[i++]!;
    if (right <= left) sum += b.hits[j++]!;
    hits[n++] = saturated(sum);
  }
  return { line: line.slice(0, n), hits: hits.slice(0, n) };
}

function compareArms(a: BranchArms, i: number, b: BranchArms, j: number): number {
  return a.line[i]! - b.line[j]! || a.block[i]! - b.block[j]! || a.arm[i]! - b.arm[j]!;
}

function mergeArms(a: BranchArms, b: BranchArms): BranchArms {
  if (a.line.length === 0) return b;
  if (b.line.length === 0) return a;
  const size = a.line.length + b.line.length;
  const out = {
    line: new Uint32Array(size),
    block: new Uint32Array(size),
    arm: new Uint32Array(size),
    hits: new Uint32Array(size),
  };
  let i = 0;
  let j = 0;
  let n = 0;
  for (; i < a.line.length || j < b.line.length; n++) {
    const order = i >= a.line.length ? 1 : j >= b.line.length ? -1 : compareArms(a, i, b, j);
    const [from, at] = order <= 0 ? [a, i] : [b, j];
    out.line[n] = from.line[at]!;
    out.block[n] = from.block[at]!;
    out.arm[n] = from.arm[at]!;
    out.hits[n] = order === 0 ? saturated(a.hits[i]! + b.hits[j]!) : from.hits[at]!;
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  return {
    line: out.line.slice(0, n),
    block: out.block.slice(0, n),
    arm: out.arm.slice(0, n),
    hits: out.hits.slice(0, n),
    identified: true,
  };
}

function mergeArmCounts(a: BranchArms, b: BranchArms): BranchArms {
  const builder = new FileCoverageBuilder('');
  for (const branches of [a, b]) {
    let previous = -1;
    for (const line of branches.line) {
      if (line === previous) continue;
      previous = line;
      const arms = armsOf(branches, line)!;
      builder.branchCounts(line, arms.covered, arms.total);
    }
  }
  return { ...builder.build().branches, identified: false };
}

function mergeFunctions(a: readonly FunctionHits[], b: readonly FunctionHits[]): FunctionHits[] {
  const merged = new Map<string, FunctionHits>();
  for (const fn of [...a, ...b]) {
    const key = `${fn.line}:${fn.name}`;
    const known = merged.get(key);
    if (known) known.hits += fn.hits;
    else merged.set(key, { ...fn });
  }
  return [...merged.values()];
}

/** Merges files of the same path over any number of reports. */
export function mergeReports(reports: Iterable<CoverageReport>): Map<string, FileCoverage> {
  const merged = new Map<string, FileCoverage>();
  for (const report of reports) {
    for (const file of report.files) {
      const known = merged.get(file.path);
      merged.set(file.path, known ? mergeFileCoverage(known, file) : file);
    }
  }
  return merged;
}

/** Covered and coverable lines of files together. */
export function lineTotals(files: Iterable<FileCoverage>): { covered: number; total: number } {
  const totals = { covered: 0, total: 0 };
  for (const { lines } of files) {
    totals.total += lines.line.length;
    for (const hits of lines.hits) if (hits > 0) totals.covered += 1;
  }
  return totals;
}
