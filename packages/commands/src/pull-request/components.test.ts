import type { AnalyzeDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from '../context.ts';
import { historyAdd } from '../history/history.ts';
import { type AnalyzePrOptions, analyzePr } from './analyze-pr.ts';

const repository = new ScratchRepository();
const context: CommandContext = { cwd: repository.root, env: {}, log: { info() {}, warn() {} } };
afterAll(() => repository.dispose());

const CONFIG = `
components:
  - name: checkout
    paths: ['src/checkout/**']
    gates: { patchCoverage: 80, projectDrop: 5 }
  - name: mail
    packages: ['@shop/mail']
    carryForward: true
  - name: payments team
    owners: ['@acme/payments']
    gates: { unmeasured: 0 }
minLines: 1
`;
const lines = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => `export const n${i + from} = ${i + from};\n`).join('');

/** Writes LCOV: hits by line for each path. */
function measure(files: Record<string, readonly number[]>): void {
  const records = Object.entries(files).map(
    ([path, hits]) =>
      `SF:${path}\n${hits.map((count, i) => `DA:${i + 1},${count}`).join('\n')}\nend_of_record\n`,
  );
  repository.write('lcov.info', records.join(''));
}

async function analyze(more: Partial<AnalyzePrOptions> = {}): Promise<AnalyzeDocument> {
  return analyzePr(context, {
    base: 'main',
    head: 'pr',
    results: [],
    coverage: ['lcov.info'],
    store: '.qitops/history',
    flaky: null,
    suggestions: null,
    gates: null,
    needs: null,
    ...more,
  });
}

const CHECKOUT = 'src/checkout/cart.ts';
const MAIL = 'packages/mail/send.ts';
const PAY = 'src/pay/card.ts';

beforeAll(async () => {
  repository.commit('base', {
    '.gitignore': '*.xml\n*.info\n.qitops/\n',
    'qitops.yml': CONFIG,
    '.github/CODEOWNERS': '* @acme/all\n/src/pay/ @acme/payments\n',
    'packages/mail/package.json': '{ "name": "@shop/mail" }',
    [CHECKOUT]: lines(4),
    [MAIL]: lines(4),
    [PAY]: lines(2),
  });
  repository.write('junit.xml', '<testsuite name="s"><testcase name="t" time="1"/></testsuite>');
  measure({ [CHECKOUT]: [1, 1, 1, 0], [MAIL]: [1, 1, 0, 0], [PAY]: [1, 1] });
  await historyAdd(context, {
    store: '.qitops/history',
    results: ['junit.xml'],
    coverage: ['lcov.info'],
    runId: '1',
    started: '2026-01-01T00:00:00Z',
  });
  repository.git('checkout', '-q', '-b', 'pr');
  repository.commit('pr', { [CHECKOUT]: lines(6), 'src/pay/refund.ts': lines(3) });
  measure({ [CHECKOUT]: [1, 1, 1, 0, 1, 0], [PAY]: [1, 1] });
});

const named = (document: AnalyzeDocument) =>
  Object.fromEntries(document.components.map(({ name, ...figures }) => [name, figures]));
const gate = (document: AnalyzeDocument, name: string) => document.gates.find((each) => each.name === name);

describe('components', () => {
  it('have their own project and patch coverage', async () => {
    const { checkout, 'payments team': payments } = named(await analyze());
    expect(checkout).toMatchObject({
      lines: { covered: 4, total: 6 },
      patch: { covered: 1, total: 2 },
      change: -8.33,
      carriedFrom: null,
    });
    expect(payments).toMatchObject({ lines: { covered: 2, total: 2 }, unmeasured: 1, change: 0 });
  });
  it('are judged by their own gates, which name them', async () => {
    const document = await analyze();
    expect(gate(document, 'patch coverage of checkout')).toMatchObject({
      passed: false,
      actual: expect.stringContaining('(1 of 2 lines)'),
      wanted: 'at least 80 %',
    });
    expect(gate(document, 'project drop of checkout')).toMatchObject({
      passed: false,
      actual: '8.33 points',
    });
    expect(gate(document, 'unmeasured of payments team')).toMatchObject({ passed: false, actual: '1 file' });
    expect(document.verdict).toBe('failed');
  });
  it('take over coverage only where asked, labelled with where it comes from', async () => {
    const document = await analyze();
    expect(named(document).mail).toMatchObject({
      lines: { covered: 2, total: 4 },
      patch: { covered: 0, total: 0 },
      carriedFrom: { sha: document.base, distance: 0, days: 0 },
    });
  });
  it('with what was taken over the project is comparable again', async () => {
    const document = await analyze();
    expect(document.delta.comparable).toBe(true);
    expect(document.coverage?.lines).toEqual({ covered: 8, total: 12 });
  });
  it('a file that was measured at the base and is in no report now makes the project not comparable', async () => {
    measure({ [CHECKOUT]: [1, 1, 1, 0, 1, 0] });
    const document = await analyze();
    expect(document.delta).toMatchObject({ comparable: false, reason: expect.stringContaining(PAY) });
    expect(named(document)['payments team']).toMatchObject({ change: null, lines: { covered: 0, total: 0 } });
  });
  it('without coverage nothing is known, and their gates are not passed', async () => {
    repository.write('lcov.info', '');
    const document = await analyze();
    expect(named(document).checkout).toMatchObject({ patch: null, change: null });
    expect(gate(document, 'patch coverage of checkout')?.passed).toBe(false);
  });
  it('a package that does not exist is an error that names it', async () => {
    repository.git('checkout', '-q', 'main');
    repository.commit('wrong', { 'qitops.yml': CONFIG.replace('@shop/mail', '@shop/male') });
    repository.git('checkout', '-q', '-b', 'other');
    await expect(analyze({ base: 'main', head: 'other' })).rejects.toThrow(
      /component "mail" names the package "@shop\/male".*Fix:/,
    );
  });
});
