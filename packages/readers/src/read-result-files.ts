import {
  type AttemptDetails,
  addCounts,
  emptyCounts,
  isFlakyWithinRun,
  OrdinalCounter,
  type ReadFile,
  type ReadTest,
  type ResultCounts,
  type TestResult,
  testId,
  type Verdict,
  verdictOf,
} from '@qitops/model';
import { chooseAlternatives, type PassedOver } from './alternatives.ts';
import { DetailBudget } from './detail-budget.ts';
import { inParallel } from './parallel.ts';
import { PathResolver, relativePath } from './paths.ts';
import { type ResultFileRead, readResultFile } from './read-result-file.ts';
import { joinRetries } from './retries.ts';
import type { SourceFile } from './source.ts';

export interface ReadResultsOptions {
  /** Project of the test ids. */
  project: string;
  /** Absolute path of the checkout. */
  root: string;
  /** What `git ls-files` says; without it paths are only made relative to `root`. */
  repositoryFiles?: readonly string[] | undefined;
  /** False reads every file, as explicit globs ask for. Default true. */
  alternatives?: boolean | undefined;
}

export interface ReadResults {
  /** With identity, in the files' order; of the chosen files only. */
  tests: TestResult[];
  files: ReadFile[];
  passedOver: PassedOver[];
  totals: ResultCounts;
  verdict: Verdict;
  warnings: string[];
}

interface FileRead {
  read: ResultFileRead;
  tests: ReadTest[];
}

/** Reads any mix of result files as one run: identity, ordinals, repository paths, alternatives, verdict. */
export async function readResultFiles(
  sources: readonly SourceFile[],
  options: ReadResultsOptions,
): Promise<ReadResults> {
  const details = new DetailBudget();
  const reads = await inParallel(sources, 8, async (source): Promise<FileRead> => {
    const tests: ReadTest[] = [];
    const read = await readResultFile(source, (test) => tests.push(details.within(test)));
    return { read, tests };
  });
  const { chosen, passedOver } = choose(reads, options.alternatives ?? true);
  joinRetries(chosen);
  const resolver = options.repositoryFiles ? new PathResolver(options.root, options.repositoryFiles) : null;
  const tests: TestResult[] = [];
  const totals = emptyCounts();
  for (const file of chosen) {
    addCounts(totals, file.read);
    identify(file, options, resolver, tests);
  }
  const files = chosen.map(({ read: { framework: _f, seed: _s, warnings: _w, ...file } }) => file);
  const warnings = chosen.flatMap(({ read }) => read.warnings);
  return { tests, files, passedOver, totals, verdict: verdictOf(files, totals), warnings };
}

function choose(reads: readonly FileRead[], on: boolean): { chosen: FileRead[]; passedOver: PassedOver[] } {
  if (!on || reads.length < 2) return { chosen: [...reads], passedOver: [] };
  const reports = reads.map((file) => ({
    path: file.read.path,
    format: file.read.format,
    status: file.read.status,
    failures: file.read.failed + file.read.errored,
    names: file.tests.map((test) => test.name),
    file,
  }));
  const { chosen, passedOver } = chooseAlternatives(reports, 'results');
  return { chosen: chosen.map((each) => each.file), passedOver };
}

function identify(
  file: FileRead,
  options: ReadResultsOptions,
  resolver: PathResolver | null,
  into: TestResult[],
): void {
  const { read } = file;
  const ordinals = new OrdinalCounter();
  const named = new Set<string>();
  for (const test of file.tests) if (test.file) named.add(test.file);
  const resolve = resolver?.forReport(read.path, named);
  for (const test of file.tests) {
    const path =
      test.file === null ? null : (resolve?.(test.file).path ?? relativePath(test.file, options.root));
    const ordinal = ordinals.next(path, test.suite, test.name);
    const key = {
      project: options.project,
      framework: read.framework,
      file: path,
      suite: test.suite,
      name: test.name,
      ordinal,
    };
    into.push({
      ...withPathsBelow(test, options.root),
      file: path,
      id: testId(key, options.root),
      ordinal,
      framework: read.framework,
      flaky: isFlakyWithinRun(test),
      ...(read.seed === null || test.seed ? {} : { seed: read.seed }),
    });
  }
}

/** Attachments named as people would, below the checkout where they lie there. */
function withPathsBelow(test: ReadTest, root: string): ReadTest {
  const below = (of: AttemptDetails) => {
    for (const file of of.attachments ?? []) if (file.path) file.path = relativePath(file.path, root);
  };
  below(test);
  test.attempts.forEach(below);
  return test;
}
