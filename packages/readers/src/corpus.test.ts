import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCoverageFile } from './read-coverage-file.ts';
import { readResultFile } from './read-result-file.ts';
import { fileSource } from './source.ts';

/** Files of public tools with expected figures; no part of the project. See CORPUS.md for the differences. */
const corpus = process.env.QITOPS_CORPUS ?? join(import.meta.dirname, '../../../../shared/corpus');
const present = existsSync(join(corpus, 'results/EXPECTED.tsv'));
if (!present)
  console.warn('The corpus is not here: set QITOPS_CORPUS to its folder to compare the readers with it.');

/** Rows that CORPUS.md explains, so that a new difference fails and a difference that is gone is taken out. */
const explained = new Set(
  [...readFileSync(join(import.meta.dirname, '../CORPUS.md'), 'utf8').matchAll(/^\| `([^`]+)` +\|/gm)].map(
    (match) => match[1]!,
  ),
);

function rows(kind: 'results' | 'coverage'): string[][] {
  const text = readFileSync(join(corpus, kind, 'EXPECTED.tsv'), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
}

async function resultsDiffer([path = '', , tests, , failed, errored, skipped]: string[]): Promise<
  string | null
> {
  const got = await readResultFile(fileSource(join(corpus, 'results', path), path));
  if (tests === '')
    return got.status === 'ok' ? `a clear error was expected, ${got.tests} tests were read` : null;
  const wanted = `${tests} tests, ${Number(failed) + Number(errored || 0)} failed, ${skipped} skipped`;
  const have = `${got.tests} tests, ${got.failed + got.errored} failed, ${got.skipped} skipped`;
  return wanted === have ? null : `${wanted} expected, ${have} read`;
}

async function coverageDiffers(row: string[]): Promise<string | null> {
  const [path = '', , , covered, total, branchesCovered, branchesTotal, source] = row;
  // Nobody counted these: they are only here not to break anything.
  const { file } = await readCoverageFile(fileSource(join(corpus, 'coverage', path), path));
  if (source === 'not-counted') return null;
  const branches = branchesTotal ? `, ${branchesCovered}/${branchesTotal} branches` : '';
  const ours = branchesTotal ? `, ${file.branches.covered}/${file.branches.total} branches` : '';
  const wanted = `${covered}/${total} lines${branches}`;
  const have = `${file.lines.covered}/${file.lines.total} lines${ours}`;
  return wanted === have ? null : `${wanted} expected, ${have} read`;
}

describe.skipIf(!present)('the corpus', () => {
  test.each([
    ['results', resultsDiffer, 0.96],
    ['coverage', coverageDiffers, 0.97],
  ] as const)('%s: every difference is one that CORPUS.md explains', async (kind, differs, least) => {
    const all = rows(kind);
    const differences = new Map<string, string>();
    for (const row of all) {
      const difference = await differs(row);
      if (difference) differences.set(row[0]!, difference);
    }
    const surprises = [...differences].filter(([path]) => !explained.has(path));
    expect(surprises).toEqual([]);
    const gone = [...explained].filter(
      (path) => all.some(([each]) => each === path) && !differences.has(path),
    );
    expect(gone).toEqual([]);
    expect(1 - differences.size / all.length).toBeGreaterThan(least);
  });
});
