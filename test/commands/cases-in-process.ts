import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CasesFilter,
  type CasesNewOptions,
  type CommandContext,
  casesCheck,
  casesImport,
  casesList,
  casesNew,
} from '@qitops/commands';
import { CasesDocument, CasesWrittenDocument } from '@qitops/model';
import type { ScratchRepository } from '@qitops/repository/testing';

/** A suite with a test, one with parameters and one to do. */
export const SUITE = `import { describe, it } from 'vitest';
describe('Cart', () => {
  it('adds', () => {});
  it.each([[1, 2]])('sums %i and %i', (a, b) => {});
  it.todo('refunds');
});
`;
export const junit = (cases: string) =>
  `<testsuites name="vitest tests"><testsuite name="test/cart.test.ts">${cases}</testsuite></testsuites>`;
export const testcase = (name: string, inner = '') =>
  `<testcase classname="test/cart.test.ts" name="Cart &gt; ${name}" time="0.01">${inner}</testcase>`;

export const context = (cwd: string): CommandContext => ({
  cwd,
  env: {},
  log: { info: () => undefined, warn: () => undefined },
});
export const STORE = '.qitops/history';
export const EVERYTHING: CasesFilter = { tag: [], owner: [], type: [], priority: [], path: [], status: [] };

export async function list(
  root: string,
  filter: Partial<CasesFilter> = {},
  results: string[] = [],
): Promise<CasesDocument> {
  const options = { store: STORE, results, filter: { ...EVERYTHING, ...filter } };
  return CasesDocument.parse(await casesList(context(root), options));
}

export async function check(root: string, results: string[] = []): Promise<CasesDocument> {
  const { document } = await casesCheck(context(root), { store: STORE, results });
  return CasesDocument.parse(document);
}

export async function importFrom(root: string, ...from: string[]): Promise<CasesWrittenDocument> {
  return CasesWrittenDocument.parse(await casesImport(context(root), { from, map: [], dryRun: false }));
}

export async function writeNew(
  root: string,
  options: Partial<CasesNewOptions>,
): Promise<CasesWrittenDocument> {
  const plain = { template: 'functional', title: null, owner: null, fromTest: null, store: STORE };
  return CasesWrittenDocument.parse(await casesNew(context(root), { ...plain, ...options }));
}

export const changes = ({ files }: CasesWrittenDocument) => files.map(({ id, change }) => `${change} ${id}`);
export const read = (repository: ScratchRepository, path: string) =>
  readFileSync(join(repository.root, path), 'utf8');
