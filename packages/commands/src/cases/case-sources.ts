import { readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type CasesWrittenDocument, type FoundTest, foundTest, messageOf, UserError } from '@qitops/model';
import { csvCases } from '@qitops/readers';
import { canFindTests, findTests, isSuitePath, LARGEST_TEST_FILE, StackFiles } from '@qitops/repository';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { CommandContext } from '../context.ts';
import { readResults } from '../inputs.ts';

/** Tests and cases that were found, and what could not be read. */
export interface FoundCases {
  tests: { test: FoundTest; runs: boolean }[];
  skipped: CasesWrittenDocument['skipped'];
  /** Files that were looked into. */
  files: number;
}

/**
 * Reads what is to be imported: the named files, or every suite of the repository. A table is known by its ending, results
 * by theirs, everything else is source.
 * @param root of the repository, which paths are written from.
 */
export async function findCases(
  context: CommandContext,
  root: string,
  patterns: readonly string[],
  { map, project }: { map: readonly string[]; project: string },
): Promise<FoundCases> {
  const found: FoundCases = { tests: [], skipped: [], files: 0 };
  const paths = patterns.length > 0 ? await named(context, root, patterns) : await suites(root);
  const results = paths.filter((path) => /\.(xml|json|trx|ndjson|tap)$/i.test(path));
  for (const path of paths.filter((each) => !results.includes(each))) {
    found.files += 1;
    try {
      const bytes = await readFile(resolve(root, path));
      if (/\.(csv|tsv|txt)$/i.test(path)) {
        for (const test of await csvCases(bytes, path, map)) found.tests.push({ test, runs: false });
        continue;
      }
      if (!canFindTests(path)) throw new UserError({ what: 'its language is not read' });
      if (bytes.length > LARGEST_TEST_FILE) throw new UserError({ what: 'is too large for a file of tests' });
      for (const test of await findTests(path, bytes.toString('utf8')))
        found.tests.push({ test, runs: true });
    } catch (error) {
      // one file by name is all that was asked for
      if (!(error instanceof UserError) || (patterns.length > 0 && paths.length === 1)) throw error;
      const [problem] = error.problems;
      const line = /:(\d+)$/.exec(problem?.where ?? '')?.[1];
      found.skipped.push({
        path,
        line: line ? Number(line) : null,
        reason: problem?.what ?? messageOf(error),
      });
    }
  }
  if (results.length > 0) {
    const read = await readResults(
      context,
      results.map((path) => resolve(root, path)),
      { project, checkout: null },
    );
    found.files += read.files.length;
    for (const file of read.files)
      if (file.status !== 'ok')
        found.skipped.push({ path: file.path, line: null, reason: file.message ?? file.status });
    for (const { name, suite, file, line, tags, suiteLevel, status } of read.tests) {
      if (suiteLevel) continue;
      const place = { file: file ?? '', line: line ?? null, suite, name };
      const state = status === 'skipped' || status === 'pending' ? 'skipped' : 'active';
      found.tests.push({ test: { ...foundTest(place), tags: tags ?? [], state }, runs: true });
    }
  }
  return found;
}

async function suites(root: string): Promise<string[]> {
  const { paths } = await StackFiles.of(root);
  const found = paths.filter(isSuitePath).sort();
  if (found.length > 0) return found;
  throw new UserError({
    what: 'no suite of tests was found that can be read',
    where: root,
    remedy:
      'name the files: sources, feature files, results or a table, as in `qitops cases import cases.csv`',
  });
}

/** Paths from the root of the files that patterns match below the caller's directory. */
async function named(context: CommandContext, root: string, patterns: readonly string[]): Promise<string[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    const plain = pattern.split(sep).join('/');
    const matches = isDynamicPattern(plain)
      ? await glob([plain], { cwd: context.cwd, ignore: ['**/node_modules/**', '**/.git/**'] })
      : await plainPath(context.cwd, plain);
    if (matches.length === 0)
      throw new UserError({
        what: `nothing matches ${pattern}`,
        where: context.cwd,
        remedy: 'check the path, and quote globs so that the shell leaves them alone',
      });
    for (const match of matches) {
      const path = relative(root, resolve(context.cwd, match)).split(sep).join('/');
      paths.add(path.startsWith('../') ? resolve(context.cwd, match) : path);
    }
  }
  return [...paths].sort();
}

/** A file as it is named, or the suites in a folder. */
async function plainPath(cwd: string, path: string): Promise<string[]> {
  const inFolder = await glob([`${path.replace(/\/$/, '')}/**/*`], {
    cwd,
    ignore: ['**/node_modules/**', '**/.git/**'],
  });
  if (inFolder.length > 0) return inFolder.filter(isSuitePath);
  return readFile(join(resolve(cwd), path)).then(
    () => [path],
    () =>
      readFile(resolve(cwd, path)).then(
        () => [path],
        () => [],
      ),
  );
}
