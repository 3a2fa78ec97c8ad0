import {
  type CoverageFile,
  type FileCoverage,
  NO_CELL,
  type ReadFile,
  type ResultCounts,
  type TestResult,
  type Verdict,
} from '@qitops/model';
import type { Checkout, Commit } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { readCoverage, readResults } from './inputs.ts';
import { coverageAt, measuredCommit } from './measured.ts';

/** What the tests of a run said and covered, whether this job ran them or others did. */
export interface RunInputs {
  results: { tests: TestResult[]; files: ReadFile[]; totals: ResultCounts; verdict: Verdict };
  /** Lines numbered as at the commit that is judged. */
  coverage: { files: CoverageFile[]; merged: ReadonlyMap<string, FileCoverage> };
  /** Null = nothing was measured. */
  measured: { sha: string; tree: string | null } | null;
  /** Cells of the matrix that it is made of, sorted. */
  cells: string[];
  notes: string[];
}

/** Reads the reports in the work tree. */
export async function readRunInputs(
  context: CommandContext,
  checkout: Checkout,
  wanted: { results: string[]; coverage: string[]; project: string; to: Commit },
): Promise<RunInputs> {
  const { project, to } = wanted;
  const results = await readResults(context, wanted.results, { project, checkout });
  const coverage = await readCoverage(context, wanted.coverage, { checkout });
  const measured = await measuredCommit(checkout, coverage.sidecar);
  const mapped = await coverageAt(checkout, coverage.merged, measured, to);
  return {
    results,
    coverage: { files: coverage.files, merged: mapped.coverage },
    measured,
    cells: [coverage.sidecar?.cell ?? NO_CELL],
    notes: mapped.note === null ? [] : [mapped.note],
  };
}
