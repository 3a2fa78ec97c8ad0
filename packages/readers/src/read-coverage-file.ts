import {
  type CoverageFile,
  type CoverageReport,
  type CoverageTotals,
  coverageTotals,
  type FileCoverage,
  mergeFileCoverage,
} from '@qitops/model';
import type { CoverageFormat } from './coverage/format.ts';
import { coverageFormats } from './coverage/registry.ts';
import { unzipped } from './gzip.ts';
import { readHead } from './head.ts';
import { problemMessage, REMEDY_MALFORMED, REMEDY_TRUNCATED, ReadProblem } from './problem.ts';
import type { SourceFile } from './source.ts';
import { WarningList } from './warnings.ts';

/** A coverage file that was read. */
export interface CoverageFileRead {
  file: CoverageFile;
  /** Null when nothing could be read. Of a `partial` file, what came before the problem. */
  report: CoverageReport | null;
  /** `path:line: text` each, at most 50. */
  warnings: string[];
}

const REMEDY =
  'Point qitops at a coverage report (LCOV, Cobertura, JaCoCo, Istanbul and so on), or give a narrower glob.';

/**
 * Reads one coverage file. Never throws: what is wrong becomes `file.status` (`partial` when some source files
 * were saved, `error` when none) and `file.message`. Totals are counted, never taken from the report.
 */
export async function readCoverageFile(source: SourceFile): Promise<CoverageFileRead> {
  const warnings = new WarningList(source.path);
  const roots = new Set<string>();
  const files = new Map<string, FileCoverage>();
  let format: CoverageFormat | null = null;
  let declared: Partial<CoverageTotals> = {};
  let message: string | undefined;
  try {
    const plain = await unzipped(source);
    format = await recognise(plain);
    await format.read(plain, {
      file(coverage) {
        const known = files.get(coverage.path);
        files.set(coverage.path, known ? mergeFileCoverage(known, coverage) : coverage);
      },
      root: (path) => roots.add(path),
      declared(totals) {
        declared = { ...declared, ...totals };
      },
      warning: (text, line) => warnings.add(text, line),
      partial(text, line) {
        message ??= problemMessage(source.path, new ReadProblem(text, REMEDY_MALFORMED, { line }));
        warnings.add(text, line);
      },
    });
  } catch (error) {
    message = problemMessage(source.path, error);
  }
  const report = format ? { format: format.id, roots: [...roots], files: [...files.values()] } : null;
  const totals = coverageTotals(files.values());
  if (message === undefined) {
    if (files.size === 0) warnings.add('there are no source files in it');
    compare(declared, totals, warnings);
  }
  const file: CoverageFile = {
    path: source.path,
    format: format?.id ?? null,
    status: message === undefined ? 'ok' : files.size > 0 ? 'partial' : 'error',
    ...(message === undefined ? {} : { message }),
    sources: files.size,
    ...totals,
  };
  return { file, report: file.status === 'error' ? null : report, warnings: warnings.list() };
}

async function recognise(source: SourceFile): Promise<CoverageFormat> {
  const head = await readHead(source);
  const format = coverageFormats.find((each) => each.sniff(head));
  if (format) return format;
  if (head.empty || head.text.trim() === '') throw new ReadProblem('the file is empty', REMEDY_TRUNCATED);
  const root = head.root ? ` (its first element is <${head.root.name}>)` : '';
  throw new ReadProblem(`this is no coverage file of a known format${root}`, REMEDY);
}

function compare(declared: Partial<CoverageTotals>, counted: CoverageTotals, warnings: WarningList): void {
  for (const kind of ['lines', 'branches', 'functions'] as const) {
    const said = declared[kind];
    if (!said || (said.covered === counted[kind].covered && said.total === counted[kind].total)) continue;
    warnings.add(
      `the report says ${said.covered} of ${said.total} ${kind}, counted are ` +
        `${counted[kind].covered} of ${counted[kind].total}: these are used`,
    );
  }
}
