import type { FileCoverage, SiteCoverage, SiteCoverageRow, SiteSourceFile } from '@qitops/model';
import { armsOf, fileTotals } from '@qitops/model';
import type { ReportInput } from './report-input.ts';

const SOURCE_BYTES = 512 * 1024;
/** Files with a page of their own; the rest stand in the list only. */
const SOURCE_FILES = 5_000;

/** The coverage list and, by path, the data of each file; null when coverage was not measured. */
export interface CoveragePages {
  sha: string;
  rows: SiteCoverageRow[];
  /** Read one at a time, so that a large repository's text is never all in memory. */
  sourceFiles: AsyncIterable<SiteSourceFile>;
}

export function coveragePages(input: ReportInput): CoveragePages | null {
  if (!input.coverage || input.coverage.files.size === 0) return null;
  const { sha, files } = input.coverage;
  const rows = [...files.values()].map(coverageRow).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { sha, rows, sourceFiles: sourceFiles(input, [...files.values()].slice(0, SOURCE_FILES), sha) };
}

function coverageRow(file: FileCoverage): SiteCoverageRow {
  const { lines, branches, functions } = fileTotals(file);
  return {
    path: file.path,
    lines: [lines.covered, lines.total],
    branches: [branches.covered, branches.total],
    functions: [functions.covered, functions.total],
    data: null,
  };
}

async function* sourceFiles(
  input: ReportInput,
  files: readonly FileCoverage[],
  sha: string,
): AsyncGenerator<SiteSourceFile> {
  for (const file of files) {
    const text = await input.readSource(file.path);
    yield {
      path: file.path,
      sha,
      text: text !== null && text.length <= SOURCE_BYTES ? text : null,
      lines: Array.from(file.lines.line, (line, at): [number, number] => [line, file.lines.hits[at]!]),
      branches: branchLines(file),
      missedInPr: missedInPr(input, file.path),
    };
  }
}

function branchLines(file: FileCoverage): [number, number, number][] {
  return [...new Set(file.branches.line)].map((line) => {
    const { covered, total } = armsOf(file.branches, line)!;
    return [line, covered, total];
  });
}

function missedInPr(input: ReportInput, path: string): SiteSourceFile['missedInPr'] {
  return input.analyses.flatMap(({ pr, document, keptAt }) => {
    if (keptAt !== undefined) return []; // its lines are those of its own head, not of what is shown
    const lines = document?.patchCoverage?.files.find((file) => file.path === path)?.missed ?? [];
    return lines.length > 0 ? [{ pr, lines }] : [];
  });
}

/** Files that would gain most: most uncovered lines first. */
export function worstCovered(rows: readonly SiteCoverageRow[], limit: number): SiteCoverageRow[] {
  const missing = (row: SiteCoverageRow) => row.lines[1] - row.lines[0];
  return rows
    .filter((row) => missing(row) > 0)
    .sort((a, b) => missing(b) - missing(a))
    .slice(0, limit);
}

/** Covered and total lines of all files. */
export function lineTotals(rows: SiteCoverage['files']): { covered: number; total: number } {
  return rows.reduce((sum, { lines }) => ({ covered: sum.covered + lines[0], total: sum.total + lines[1] }), {
    covered: 0,
    total: 0,
  });
}
