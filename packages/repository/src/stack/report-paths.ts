import { posix } from 'node:path';

/** Where a project's own commands and settings put their reports. */
export interface ReportPaths {
  results: string[];
  coverage: string[];
}

/** A text that may name reports, and the folder that its paths begin in. */
export interface Naming {
  text: string;
  folder: string;
}

const PATH = `["']?([\\w@./-]+)`;
const pattern = (text: string): RegExp => new RegExp(text.replaceAll('PATH', PATH), 'g');

/** Options and settings that name a file of results, and of coverage. */
const RESULTS = [
  pattern('--junit-?xml[= ]PATH'),
  pattern('--outputFile(?:\\.junit|\\.json)?[= ]PATH'),
  pattern('--log-junit[= ]PATH'),
  pattern('--reporter-options? (?:mochaFile|output)=PATH'),
  pattern('--format \\S*(?:json|Junit\\w*) --out PATH'),
  pattern(`outputFile["']?\\s*:\\s*PATH`),
  pattern('<junit outputFile=PATH'),
];
const COVERAGE = [
  pattern('--cov-report[= ](?:xml|lcov):PATH'),
  pattern('-coverprofile[= ]PATH'),
  pattern('--coverage-(?:clover|cobertura)[= ]PATH'),
  pattern('<(?:clover|cobertura) outputFile=PATH'),
];
/** Those that name the folder of a coverage report in LCOV. */
const FOLDERS = [
  pattern('--coverageDirectory[= ]PATH'),
  pattern('--coverage\\.reportsDirectory[= ]PATH'),
  pattern('--report-dir[= ]PATH'),
  pattern(`(?:coverageDirectory|reportsDirectory)["']?\\s*:\\s*PATH`),
];
/** Names by which reports are found without being told of; a folder of the right name does for results. */
const FOUND = {
  results:
    /(^|\/)(junit[^/]*|[^/]*junit|test-results[^/]*|TEST-[^/]*|[^/]*\.test-results[^/]*|ctrf-report[^/]*)\.(xml|json)$|(^|\/)(test-results|test-reports|surefire-reports|junit)\/.*\.xml$/,
  coverage:
    /(^|\/)(lcov\.info|coverage-final\.json|cobertura[^/]*\.xml|[^/]*\.cobertura\.xml|coverage\.xml|jacoco[^/]*\.xml|clover\.xml|coverage\.out|[^/]*\.coverprofile|coverage\.json)$/,
};

/** Reports that the texts name and that are not found by their names alone; paths from the repository root, sorted. */
export function unusualReports(texts: readonly Naming[]): ReportPaths {
  const hidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'));
  const results = named(RESULTS, texts).filter((path) => hidden(path) || !FOUND.results.test(path));
  const files = named(COVERAGE, texts);
  const inFolders = named(FOLDERS, texts).map((folder) => posix.join(folder, 'lcov.info'));
  const coverage = [...files, ...inFolders].filter((path) => hidden(path) || !FOUND.coverage.test(path));
  return { results: sorted(results), coverage: sorted(coverage) };
}

function named(patterns: readonly RegExp[], texts: readonly Naming[]): string[] {
  return texts.flatMap(({ text, folder }) =>
    patterns.flatMap((each) =>
      [...text.matchAll(each)].flatMap((match) => {
        const path = posix.join(folder, match[1]!);
        // outside of the repository nothing is looked for
        return path.startsWith('..') || path.startsWith('/') || match[1]!.startsWith('-') ? [] : [path];
      }),
    ),
  );
}

function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}
