import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCoverageFile } from './read-coverage-file.ts';
import { readResultFile } from './read-result-file.ts';
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
