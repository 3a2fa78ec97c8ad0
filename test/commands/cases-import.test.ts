import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { casesImport } from '@qitops/commands';
import { CasesWrittenDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { changes, check, context, importFrom, junit, read, SUITE, testcase } from './cases-in-process.ts';
import { qitops } from './qitops.ts';

describe('qitops cases import', () => {
  const repository = new ScratchRepository();
  const { root } = repository;
  afterAll(() => repository.dispose());

  beforeAll(() => {
    repository.commit('suites', {
      'test/cart.test.ts': SUITE,
      'tests/test_cart.py': 'def test_adds_two():\n    """Adds two."""\n',
      'shop_test.go': 'package s\nfunc TestGroup(t *testing.T) { t.Run("in euro", func(t *testing.T) {}) }\n',
      'src/test/java/CartTest.java':
        'class CartTest { @Test @DisplayName("takes one off") void removes() {} }',
      'e2e/pay.spec.ts':
        "test('pays @smoke', async () => { await test.step('press pay', async () => {}); });",
      'pay.feature': 'Feature: Pay\n  Scenario: By card\n    Given a cart\n    When paid\n    Then sent\n',
    });
  });

  it('shows what it would write and writes nothing with --dry-run', async () => {
    const result = await qitops(root, ['cases', 'import', '--dry-run', '--json']);
    const document = CasesWrittenDocument.parse(result.json);
    expect(document.written).toBe(false);
    expect(document.files).toHaveLength(8);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
  it('writes a case a test, with where it came from', async () => {
    const document = await importFrom(root);
    expect(changes(document)).toEqual([
      'created pays-smoke',
      'created pay-by-card',
      'created group-in-euro',
      'created cart-takes-one-off',
      'created cart-adds',
      'created cart-sums-and',
      'created cart-refunds',
      'created adds-two',
    ]);
    expect(parse(read(repository, 'tests/qitops/pays-smoke.yaml'))).toEqual({
      id: 'pays-smoke',
      title: 'pays @smoke',
      type: 'smoke',
      steps: [{ action: 'press pay' }],
      tags: ['smoke'],
      automatedBy: ['e2e/pay.spec.ts > pays @smoke'],
      source: 'imported',
    });
    expect(parse(read(repository, 'tests/qitops/cart-refunds.yaml'))).toMatchObject({ tags: ['todo'] });
    expect(parse(read(repository, 'tests/qitops/pay-by-card.yaml'))).toMatchObject({
      preconditions: ['a cart'],
      steps: [{ action: 'paid', expected: 'sent' }],
    });
    expect((await check(root)).problems).toEqual([]);
  });
  it('does nothing a second time', async () => {
    repository.commit('cases');
    const document = await importFrom(root);
    expect(new Set(document.files.map(({ change }) => change))).toEqual(new Set(['unchanged']));
    expect(repository.git('status', '--porcelain')).toBe('');
  });
  it('brings what nobody edited up to date and leaves the rest alone', async () => {
    const edited = 'tests/qitops/adds-two.yaml';
    repository.write(
      edited,
      read(repository, edited).replace('title: ', 'title: my own: '.replace('own:', 'own')),
    );
    repository.write('tests/test_cart.py', '@pytest.mark.slow\ndef test_adds_two():\n    """Adds two."""\n');
    repository.write('e2e/pay.spec.ts', "test('pays @smoke', async () => {});");
    const before = read(repository, edited);
    const document = await importFrom(root);
    const found = Object.groupBy(document.files, ({ change }) => change);
    expect(found.kept?.map(({ id }) => id)).toEqual(['adds-two']);
    expect(found.updated?.map(({ id }) => id)).toEqual(['pays-smoke']);
    expect(read(repository, edited)).toBe(before);
    expect(parse(read(repository, 'tests/qitops/pays-smoke.yaml')).steps).toBeUndefined();
  });
  it('makes no second case of a test that a person wrote one for', async () => {
    const other = new ScratchRepository();
    other.commit('one', {
      'test/cart.test.ts': "it('adds', () => {});",
      'tests/qitops/mine.yaml': 'id: mine\ntitle: Mine\nautomatedBy: [test/cart.test.ts > adds]\n',
    });
    expect(changes(await importFrom(other.root))).toEqual(['kept mine']);
    other.dispose();
  });
  it('never writes over a file that only has the name, or cannot be read', async () => {
    const other = new ScratchRepository();
    other.commit('one', {
      'test/a.test.ts': "it('adds', () => {}); it('takes', () => {});",
      'test/b.test.ts': "it('adds', () => {});",
      'tests/qitops/takes.yaml': 'title: broken\n',
    });
    const { files } = await importFrom(other.root);
    expect(files.map(({ id }) => id.replace(/[0-9a-f]{6}$/, 'HASH'))).toEqual([
      'adds',
      'takes-HASH',
      'adds-HASH',
    ]);
    expect(read(other, 'tests/qitops/takes.yaml')).toBe('title: broken\n');
    expect(readdirSync(join(other.root, 'tests/qitops'))).toHaveLength(4);
    const again = await importFrom(other.root);
    expect(new Set(again.files.map(({ change }) => change))).toEqual(new Set(['unchanged']));
    other.dispose();
  });
  it('takes tables, keeps their ids, and finds them again under another file name', async () => {
    const other = new ScratchRepository();
    other.write(
      'a.csv',
      'ID,Title,Steps (Step),Steps (Expected Result)\nC1,"Pays, by card",press,"paid\nand sent"\n',
    );
    other.commit('one');
    expect(changes(await importFrom(other.root, 'a.csv'))).toEqual(['created C1']);
    const path = 'tests/qitops/c1-pays-by-card.yaml';
    expect(parse(read(other, path))).toMatchObject({
      id: 'C1',
      steps: [{ action: 'press', expected: 'paid\nand sent' }],
    });
    other.write('b.csv', 'Case;Key\nPays by card or cash;C1\n=cmd|calc;C2\n');
    expect(
      changes(
        await casesImport(context(other.root), { from: ['b.csv'], map: ['title=Case'], dryRun: false }),
      ),
    ).toEqual(['updated C1', 'created C2']);
    expect(parse(read(other, path)).title).toBe('Pays by card or cash');
    other.dispose();
  });
  it('takes results', async () => {
    const other = new ScratchRepository();
    other.write('run.xml', junit(testcase('adds') + testcase('skips', '<skipped/>')));
    expect(changes(await importFrom(other.root, 'run.xml'))).toEqual([
      'created cart-adds',
      'created cart-skips',
    ]);
    const document = await check(other.root, ['run.xml']);
    expect(document.cases.map(({ status }) => status)).toEqual(['passed', 'skipped']);
    other.dispose();
  });
  it('takes results that name a class and no file', async () => {
    const other = new ScratchRepository();
    other.write(
      'run.xml',
      '<testsuite name="shop.CartTest"><testcase classname="shop.CartTest" name="adds()" time="0"/><testcase classname="shop.CartTest$Totals" name="sums(int)[1]" time="0"/></testsuite>',
    );
    await importFrom(other.root, 'run.xml');
    const { cases, problems } = await check(other.root, ['run.xml']);
    expect(problems).toEqual([]);
    expect(cases.map(({ status }) => status)).toEqual(['passed', 'passed']);
    other.dispose();
  });
  it('names a file that it cannot read and goes on with the others', async () => {
    const other = new ScratchRepository();
    other.commit('one', {
      'a.feature': 'Feature: x\n  Scenario: y\n    Given z\n    nonsense\n',
      'a.test.ts': "it('a', () => {});",
    });
    const { files, skipped } = await importFrom(other.root);
    expect(files).toHaveLength(1);
    expect(skipped).toEqual([{ path: 'a.feature', line: 4, reason: expect.stringMatching(/no Gherkin/) }]);
    const alone = await qitops(other.root, ['cases', 'import', 'a.feature']);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toMatch(/a\.feature:4: is no Gherkin/);
    expect((await qitops(other.root, ['cases', 'import', 'no/**'])).stderr).toMatch(/nothing matches no/);
    other.dispose();
  });
});
