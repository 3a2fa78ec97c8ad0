import {
  type CoverageFile,
  type CoverageReport,
  type CoverageTotals,
  coverageTotals,
  type FileCoverage,
  mergeReports,
} from '@qitops/model';
import { chooseAlternatives, type PassedOver } from './alternatives.ts';
import { inParallel } from './parallel.ts';
import { PathResolver, relativePath } from './paths.ts';
import { type CoverageFileRead, readCoverageFile } from './read-coverage-file.ts';
import type { SourceFile } from './source.ts';

export interface ReadCoverageOptions {
  /** Absolute path of the checkout. */
  root: string;
  /** What `git ls-files` says; without it paths are only made relative to `root` and nothing is unmatched. */
  repositoryFiles?: readonly string[] | undefined;
  /** False reads every file, as explicit globs ask for. Default true. */
  alternatives?: boolean | undefined;
}

export interface ReadCoverage {
  files: CoverageFile[];
  passedOver: PassedOver[];
  /** Union of all reports by repository path. Unmatched and ambiguous files are not in it. */
  merged: Map<string, FileCoverage>;
  /** Paths of reports that are no file of the repository. */
  unmatched: string[];
  /** Paths of reports that several files of the repository fit equally well. */
  ambiguous: { path: string; candidates: string[] }[];
  totals: CoverageTotals & { sources: number };
  warnings: string[];
}

/** Reads any mix of coverage files: repository paths, alternatives, union of shards, recomputed totals. */
export async function readCoverageFiles(
  sources: readonly SourceFile[],
  options: ReadCoverageOptions,
): Promise<ReadCoverage> {
  const reads = await inParallel(sources, 8, readCoverageFile);
  const { chosen, passedOver } = choose(reads, options.alternatives ?? true);
  const unmatched = new Set<string>();
  const ambiguous = new Map<string, string[]>();
  const resolver = options.repositoryFiles ? new PathResolver(options.root, options.repositoryFiles) : null;
  const reports: CoverageReport[] = [];
  for (const { file, report } of chosen) {
    if (!report) continue;
    const resolve = resolver?.forReport(
      file.path,
      report.files.map((each) => each.path),
      report.roots,
    );
    const files: FileCoverage[] = [];
    for (const each of report.files) {
      const found = resolve ? resolve(each.path) : { path: relativePath(each.path, options.root) };
      if (found.path !== null) files.push({ ...each, path: found.path });
      else if (found.candidates) ambiguous.set(each.path, found.candidates);
      else unmatched.add(each.path);
    }
    reports.push({ ...report, files });
  }
  const merged = mergeReports(reports);
  return {
    files: chosen.map(({ file }) => file),
    passedOver,
    merged,
    unmatched: [...unmatched].sort(),
    ambiguous: [...ambiguous].map(([path, candidates]) => ({ path, candidates })),
    totals: { sources: merged.size, ...coverageTotals(merged.values()) },
    warnings: chosen.flatMap((each) => each.warnings),
  };
}

function choose(
  reads: readonly CoverageFileRead[],
  on: boolean,
): { chosen: CoverageFileRead[]; passedOver: PassedOver[] } {
  if (!on || reads.length < 2) return { chosen: [...reads], passedOver: [] };
  const reports = reads.map((read) => ({
    path: read.file.path,
    format: read.file.format,
    status: read.file.status,
    failures: null,
    names: read.report?.files.map((each) => each.path) ?? [],
    read,
  }));
  const { chosen, passedOver } = chooseAlternatives(reports, 'coverage');
  return { chosen: chosen.map((each) => each.read), passedOver };
}
