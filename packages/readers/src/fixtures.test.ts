import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCoverageFile } from './read-coverage-file.ts';
import { readResultFile } from './read-result-file.ts';
import { readResultFiles } from './read-result-files.ts';
import { fileSource } from './source.ts';

/** Outputs of real tools, made by fixtures/make.ts; what they hold is written in its recipes. */
const fixtures = join(import.meta.dirname, '../../../fixtures');

interface Expected {
  path: string;
  tool: string;
  format: string;
}

function list<T>(kind: string): (Expected & T)[] {
  return JSON.parse(readFileSync(join(fixtures, kind, 'EXPECTED.json'), 'utf8')) as (Expected & T)[];
}

describe('results of real tools', () => {
  test.each(list<Record<string, unknown>>('results').map((each) => [each.path, each] as const))(
    '%s',
    async (path, expected) => {
      const { tool: _, ...wanted } = expected;
      const got = await readResultFile(fileSource(join(fixtures, 'results', path), path));
      expect(got).toMatchObject({ status: 'ok', ...wanted });
      expect(got.message).toBeUndefined();
    },
  );
});

describe('coverage of real tools', () => {
  test.each(list<Record<string, unknown>>('coverage').map((each) => [each.path, each] as const))(
    '%s',
    async (path, expected) => {
      const { tool: _, ...wanted } = expected;
      const got = await readCoverageFile(fileSource(join(fixtures, 'coverage', path), path));
      expect(got.file).toMatchObject({ status: 'ok', ...wanted });
    },
  );
});

describe('a test is the same test in every format that its runner writes', () => {
  test.each([
    ['vitest/junit.xml', 'vitest/report.json', 'cart.test.js'],
    ['playwright/junit.xml', 'playwright/report.json', 'cart.spec.js'],
    ['mocha/report.json', 'mocha/mochawesome.json', 'cart.spec.js'],
  ])('%s and %s', async (one, other, file) => {
    const ids = async (path: string): Promise<string[]> => {
      const source = fileSource(join(fixtures, 'results', path), path);
      const read = await readResultFiles([source], {
        project: 'p',
        root: '/home/ci/shop',
        repositoryFiles: [file],
      });
      return read.tests.map((each) => each.id).sort();
    };
    expect(await ids(one)).toEqual(await ids(other));
  });
});
