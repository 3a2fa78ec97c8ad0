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

  branch(line: number, block: number, arm: number, hits: number): void {
    const key = `${line},${block},${arm}`;
    const known = this.#arms.get(key);
    if (known) known.hits = Math.min(known.hits + hits, 0xffff_ffff);
    else this.#arms.set(key, { line, block, arm, hits });
  }

  /** Branches of which only the counts are known; a second call for the line keeps the greater count. */
  branchCounts(line: number, covered: number, total: number): void {
    this.#identified = false;
    for (let arm = 0; arm < total; arm++) {
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
  const builder = new FileCoverageBuilder(a.path);
  for (const file of [a, b]) {
    for (let i = 0; i < file.lines.line.length; i++) builder.line(file.lines.line[i]!, file.lines.hits[i]!);
    for (const fn of file.functions) builder.function(fn.name, fn.line, fn.hits);
    if (identified) addArms(builder, file.branches);
    else addArmCounts(builder, file.branches);
  }
  return builder.build();
}

function addArms(builder: FileCoverageBuilder, branches: BranchArms): void {
  for (let i = 0; i < branches.line.length; i++) {
    builder.branch(branches.line[i]!, branches.block[i]!, branches.arm[i]!, branches.hits[i]!);
  }
}

function addArmCounts(builder: FileCoverageBuilder, branches: BranchArms): void {
  let previous = -1;
  for (const line of branches.line) {
    if (line === previous) continue;
    previous = line;
    const arms = armsOf(branches, line)!;
    builder.branchCounts(line, arms.covered, arms.total);
  }
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
