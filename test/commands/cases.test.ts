import { readdirSync, readFileSync } from 'node:fs';
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
import { CasesDocument, CasesWrittenDocument, SuggestDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { qitops } from './qitops.ts';

const SUITE = `import { describe, it } from 'vitest';
describe('Cart', () => {
  it('adds', () => {});
  it.each([[1, 2]])('sums %i and %i', (a, b) => {});
  it.todo('refunds');
});
`;
const junit = (cases: string) =>
  `<testsuites name="vitest tests"><testsuite name="test/cart.test.ts">${cases}</testsuite></testsuites>`;
const testcase = (name: string, inner = '') =>
  `<testcase classname="test/cart.test.ts" name="Cart &gt; ${name}" time="0.01">${inner}</testcase>`;

const context = (cwd: string): CommandContext => ({
  cwd,
  env: {},
  log: { info: () => undefined, warn: () => undefined },
});
const STORE = '.qitops/history';
const EVERYTHING: CasesFilter = { tag: [], owner: [], type: [], priority: [], path: [], status: [] };

async function list(
  root: string,
  filter: Partial<CasesFilter> = {},
  results: string[] = [],
): Promise<CasesDocument> {
  const options = { store: STORE, results, filter: { ...EVERYTHING, ...filter } };
  return CasesDocument.parse(await casesList(context(root), options));
}

async function check(root: string, results: string[] = []): Promise<CasesDocument> {
  const { document } = await casesCheck(context(root), { store: STORE, results });
  return CasesDocument.parse(document);
}

async function importFrom(root: string, ...from: string[]): Promise<CasesWrittenDocument> {
  return CasesWrittenDocument.parse(await casesImport(context(root), { from, map: [], dryRun: false }));
}

async function writeNew(root: string, options: Partial<CasesNewOptions>): Promise<CasesWrittenDocument> {
  const plain = { template: 'functional', title: null, owner: null, fromTest: null, store: STORE };
  return CasesWrittenDocument.parse(await casesNew(context(root), { ...plain, ...options }));
}

const changes = ({ files }: CasesWrittenDocument) => files.map(({ id, change }) => `${change} ${id}`);
const read = (repository: ScratchRepository, path: string) =>
  readFileSync(join(repository.root, path), 'utf8');

describe('qitops cases list', () => {
  const repository = new ScratchRepository();
  const { root } = repository;
  afterAll(() => repository.dispose());

  beforeAll(async () => {
    repository.commit('shop', {
      'src/price.ts': 'export function discount() {}\n',
      'test/cart.test.ts': SUITE,
      '.gitignore': '.qitops/\n*.xml\n',
      'tests/qitops/one.yaml':
        'id: adds\ntitle: A cart adds\ntype: smoke\npriority: high\nowner: "@shop"\ntags: [SHOP-1, cart]\ncovers:\n  - path: src/price.ts\n    symbol: discount\nautomatedBy: [test/cart.test.ts > Cart > adds]\n',
      'tests/qitops/more.yaml':
        '- id: sums\n  title: Sums\n  automatedBy: ["test/cart.test.ts > Cart > sums %i and %i"]\n- id: look\n  title: Look at it\n  preconditions: in the dark\n',
      'tests/qitops/parts.yaml': 'id: a\ntitle: A\n---\nid: b\ntitle: B\n',
      'tests/qitops/.decisions.yaml': 'rejected: {}\n',
    });
    repository.write(
      'run.xml',
      junit(testcase('adds') + testcase('sums 1 and 2', '<failure message="no"/>')),
    );
    await qitops(root, ['history', 'add', 'run.xml', '--sha', repository.git('rev-parse', 'HEAD')]);
  });

  it('takes one case a file, lists, and several documents, and links each with its last result', async () => {
    const { cases, problems, tests } = await list(root);
    expect(problems).toEqual([]);
    expect(cases.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'sums failed',
      'look manual',
      'adds passed',
      'a manual',
      'b manual',
    ]);
    const adds = cases.find(({ id }) => id === 'adds')!;
    expect(adds).toMatchObject({
      path: 'tests/qitops/one.yaml',
      line: 1,
      alone: true,
      requirements: ['SHOP-1'],
    });
    expect(adds.covers[0]).toMatchObject({ state: 'found', line: 8 });
    expect(adds.automatedBy[0]).toMatchObject({ state: 'found', line: 10, renamed: false });
    expect(adds.automatedBy[0]!.tests[0]).toMatchObject({ suite: ['Cart'], name: 'adds', status: 'passed' });
    expect(cases.find(({ id }) => id === 'look')).toMatchObject({
      alone: false,
      preconditions: ['in the dark'],
    });
    expect(tests).toMatchObject({ known: 2, withoutCase: 0 });
  });
  it.each<[Partial<CasesFilter>, string]>([
    [{ tag: ['cart'] }, 'adds'],
    [{ tag: ['SHOP-1'], owner: ['@shop'] }, 'adds'],
    [{ type: ['smoke'], priority: ['high'] }, 'adds'],
    [{ path: ['src'] }, 'adds'],
    [{ path: ['**/price.ts'] }, 'adds'],
    [{ status: ['failed'] }, 'sums'],
    [{ status: ['manual', 'failed'] }, 'sums look a b'],
    [{ status: ['dead'] }, ''],
    [{ tag: ['nobody'] }, ''],
  ])('%j leaves %j', async (filter, ids) => {
    expect((await list(root, filter)).cases.map(({ id }) => id).join(' ')).toBe(ids);
  });
  it('takes results that are not in the history yet', async () => {
    repository.write('green.xml', junit(testcase('sums 1 and 2') + testcase('adds')));
    const { cases } = await list(root, {}, ['green.xml']);
    expect(cases.find(({ id }) => id === 'sums')!.status).toBe('passed');
  });
  it('shows a table, and refuses a word that no case can have', async () => {
    const shown = await qitops(root, ['cases', 'list']);
    expect(shown.stdout).toMatch(/^id +title +type +priority +last result/);
    expect(shown.stdout).toMatch(/adds +A cart adds +smoke +high +passed \(1 test\) +@shop/);
    expect(shown.stdout).toMatch(/5 cases: 1 failed, 3 manual, 1 passed/);
    const wrong = await qitops(root, ['cases', 'list', '--status', 'pased', '--json']);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/no status "pased".*did you mean "passed"/);
    expect((await qitops(root, ['cases', 'lst'])).stderr).toMatch(/did you mean "list"/);
  });
});

describe('qitops cases check', () => {
  const repository = new ScratchRepository();
  const { root } = repository;
  afterAll(() => repository.dispose());

  it('names every mistake of a file at once, with line, column and the nearest name', async () => {
    repository.commit('shop', {
      'tests/qitops/bad.yaml':
        'id: has space\ntitel: x\ntype: smok\nsteps:\n  - acton: go\n    expected: seen\ncovers:\n  - src\n',
      'tests/qitops/broken.yaml': 'id: [\n',
      'tests/qitops/twice.yaml': '- { id: same, title: A }\n- { id: same, title: B }\n',
    });
    const document = await check(root);
    const said = document.problems.map(({ path, line, column, what, remedy }) =>
      [`${path.slice('tests/qitops/'.length)}:${line}:${column}`, what, remedy].join('; '),
    );
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^bad\.yaml:1:1; id: must be letters/),
        expect.stringMatching(/^bad\.yaml:2:1; unknown key "titel"; did you mean "title"\?/),
        expect.stringMatching(/^bad\.yaml:3:1; type: is none of the known values; did you mean "smoke"\?/),
        expect.stringMatching(/^bad\.yaml:5:5; unknown key "acton"; did you mean "action"\?/),
        expect.stringMatching(/^bad\.yaml:8:5; covers\.0:/),
        expect.stringMatching(/^broken\.yaml:2:1; /),
        expect.stringMatching(/^twice\.yaml:2:\d+; the id "same" is taken by tests\/qitops\/twice\.yaml:1;/),
      ]),
    );
    const shown = await qitops(root, ['cases', 'check']);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(
      /tests\/qitops\/bad\.yaml:2:1: unknown key "titel"\. Fix: did you mean "title"\?/,
    );
  });

  it('names dead links, each with its line', async () => {
    const other = new ScratchRepository();
    other.commit('shop', {
      'src/price.ts': 'export function discount() {}\nexport class Cart { add() {} }\n',
      'test/cart.test.ts': SUITE,
      'tests/qitops/dead.yaml': [
        'id: dead',
        'title: Dead',
        'covers:',
        '  - path: src/gone.ts',
        '  - { path: src/price.ts, symbol: Cart.remove }',
        '  - { path: src/price.ts, symbol: Cart.add }',
        '  - path: ../outside.ts',
        'automatedBy:',
        '  - test/cart.test.ts > Cart > multiplies',
        '  - test/cart.test.ts > Cart > adds',
        '  - test/cart.test.ts > Cart > sums 3 and 4',
        '  - test/gone.test.ts > Cart > adds',
        '',
      ].join('\n'),
    });
    const document = await check(other.root);
    expect(document.problems.map(({ kind, line, what }) => `${kind} ${line} ${what}`)).toEqual([
      'dead-link 4 covers src/gone.ts, which is not there',
      'dead-link 5 covers Cart.remove, which src/price.ts does not declare',
      'dead-link 7 covers ../outside.ts, which is not there',
      'dead-link 9 is automated by "test/cart.test.ts > Cart > multiplies", which no run and no source has',
      'dead-link 12 is automated by "test/gone.test.ts > Cart > adds", which no run and no source has',
    ]);
    expect(document.cases[0]!.automatedBy.map(({ state }) => state)).toEqual([
      'unknown',
      'source',
      'source',
      'unknown',
    ]);
    other.dispose();
  });

  it('says of an id without a history that it was not verified, and is not red for it', async () => {
    const other = new ScratchRepository();
    other.commit('one', { 'tests/qitops/a.yaml': `id: a\ntitle: A\nautomatedBy: [${'ab'.repeat(32)}]\n` });
    const document = await check(other.root);
    expect(document.problems).toEqual([]);
    expect(document.cases[0]).toMatchObject({ status: 'unknown', deadLinks: 0 });
    expect(document.notes.join()).toMatch(/1 links to tests were not verified/);
    other.dispose();
  });

  it('is no success where there is nothing to check', async () => {
    const other = new ScratchRepository();
    const { code, json, stderr } = await qitops(other.root, ['cases', 'check', '--json']);
    expect(code).toBe(2);
    expect(CasesDocument.parse(json).cases).toEqual([]);
    expect(stderr).toMatch(/no test cases to check.*qitops cases new/);
    other.dispose();
  });

  it('follows tests by their ids, through renames and aliases, and misses those that are gone', async () => {
    const other = new ScratchRepository();
    const add = async (name: string, cases: string, at: string) => {
      other.write(`${name}.xml`, junit(cases));
      const args = ['--run-id', name, '--started', at, '--sha', other.git('rev-parse', 'HEAD')];
      expect((await qitops(other.root, ['history', 'add', `${name}.xml`, ...args])).code).toBe(0);
    };
    other.commit('one', { '.gitignore': '*.xml\n.qitops/\n' });
    await add(
      '1',
      testcase('adds one') + testcase('was called so') + testcase('goes away'),
      '2026-11-01T10:00:00Z',
    );
    await add(
      '2',
      testcase('adds one item') + testcase('has another name') + testcase('stays'),
      '2026-11-02T10:00:00Z',
    );
    const ids = (await list(other.root)).tests;
    expect(ids).toBeNull();
    other.write(
      'tests/qitops/a.yaml',
      ['adds one', 'was called so', 'goes away', 'stays']
        .map(
          (name, at) => `- id: c${at}\n  title: c\n  automatedBy: ["test/cart.test.ts > Cart > ${name}"]\n`,
        )
        .join(''),
    );
    const [, called, , stays] = (await check(other.root)).cases;
    const id = stays!.automatedBy[0]!.tests[0]!.id;
    expect(called!.automatedBy[0]!.state).toBe('gone');
    other.write('.qitops/history/aliases.yml', `Cart > was called so: ${id}\n`);
    other.write('tests/qitops/b.yaml', `id: byid\ntitle: c\nautomatedBy: [${id}, ${id.slice(0, 12)}]\n`);
    const document = await check(other.root);
    expect(
      document.cases.map((one) =>
        one.automatedBy.map(({ state, renamed }) => `${state}${renamed ? ' renamed' : ''}`).join(),
      ),
    ).toEqual(['found renamed', 'found renamed', 'gone', 'found', 'found,found']);
    expect(document.problems.map(({ what }) => what)).toEqual([
      'is automated by "test/cart.test.ts > Cart > goes away", which last ran on 2026-11-01 and is in the source no more',
    ]);
    other.dispose();
  });

  it('finds tests whose report names a class or a package and no file', async () => {
    const other = new ScratchRepository();
    other.commit('one', {
      '.gitignore': '*.xml\n.qitops/\n',
      'tests/test_cart.py': 'class TestCart:\n    def test_add(self): pass\n',
      'src/test/java/shop/CartTest.java': 'class CartTest { @Test void adds() {} }',
      'tests/qitops/a.yaml':
        '- id: py\n  title: p\n  automatedBy: [tests/test_cart.py > TestCart > test_add]\n' +
        '- id: java\n  title: j\n  automatedBy: [src/test/java/shop/CartTest.java > CartTest > adds]\n',
    });
    other.write(
      'py.xml',
      '<testsuites><testsuite name="pytest"><testcase classname="tests.test_cart.TestCart" name="test_add[1-2]" time="0"/><testcase classname="tests.test_cart.TestCart" name="test_add[3-4]" time="0"/></testsuite></testsuites>',
    );
    other.write(
      'java.xml',
      '<testsuite name="shop.CartTest"><testcase classname="shop.CartTest" name="adds()" time="0"/></testsuite>',
    );
    const document = await check(other.root, ['*.xml']);
    expect(document.problems).toEqual([]);
    expect(document.cases.map(({ id, automatedBy }) => `${id} ${automatedBy[0]!.tests.length}`)).toEqual([
      'py 2',
      'java 1',
    ]);
    other.dispose();
  });
});

describe('qitops cases new', () => {
  const repository = new ScratchRepository();
  const { root } = repository;
  afterAll(() => repository.dispose());
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../packages/model/generated/case.schema.json'), 'utf8'),
  ) as object;
  const valid = new Ajv({ allowUnionTypes: true }).compile(schema);

  it.each([
    'functional',
    'smoke',
    'regression',
    'bug',
    'api',
    'accessibility',
    'exploratory',
    'performance',
    'security',
  ])('writes a case from the template %s that editors and check accept', async (template) => {
    const [file] = (await writeNew(root, { template, title: `Kind ${template}` })).files;
    const text = read(repository, file!.path);
    expect(text).toMatch(/^# yaml-language-server: \$schema=https:\/\/\S+case\.schema\.json\n/);
    expect(valid(parse(text)), JSON.stringify(valid.errors)).toBe(true);
    expect((await check(root)).problems).toEqual([]);
  });
  it('never writes over anything, and gives every case an id of its own', async () => {
    const first = await writeNew(root, { title: 'Über: "one" #thing' });
    const second = await writeNew(root, { title: 'Über: "one" #thing' });
    expect([first, second].flatMap(changes)).toEqual(['created uber-one-thing', 'created uber-one-thing-2']);
    expect(parse(read(repository, first.files[0]!.path)).title).toBe('Über: "one" #thing');
  });
  it('takes the name of a test and links it', async () => {
    repository.write('run.xml', junit(testcase('adds')));
    await qitops(root, ['history', 'add', 'run.xml']);
    const [file] = (await writeNew(root, { fromTest: 'test/cart.test.ts > Cart > adds', owner: '@me' }))
      .files;
    expect(parse(read(repository, file!.path))).toMatchObject({
      id: 'cart-adds',
      title: 'Cart: adds',
      owner: '@me',
      automatedBy: ['test/cart.test.ts > Cart > adds'],
    });
    expect((await qitops(root, ['cases', 'new', '--from-test', 'nothing'])).stderr).toMatch(
      /no run has a test/,
    );
  });
  it('says what is missing', async () => {
    const untitled = await qitops(root, ['cases', 'new']);
    expect(untitled).toMatchObject({ code: 2, stdout: '' });
    expect(untitled.stderr).toMatch(/needs a title.*--title/);
    const wrong = await qitops(root, ['cases', 'new', '--title', 'x', '--template', 'regresion']);
    expect(wrong.stderr).toMatch(/did you mean "regression"/);
  });
});

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

describe('a case that suggest-tests writes', () => {
  it('is one that check accepts', async () => {
    const repository = new ScratchRepository();
    const source = (limit: number) =>
      `class Price {\n  static int discount(int total) {\n    if (total >= ${limit}) { return 10; }\n    return 0;\n  }\n}\n`;
    repository.commit('base', { 'src/Price.java': source(50) });
    repository.git('checkout', '-q', '-b', 'pr');
    repository.commit('pr', { 'src/Price.java': source(100) });
    const args = ['suggest-tests', '--base', 'main', '--head', 'pr', '--json'];
    const { suggestions } = SuggestDocument.parse((await qitops(repository.root, args)).json);
    const written = suggestions.flatMap((each) => each.case ?? []);
    expect(written).toHaveLength(1);
    repository.write(written[0]!.path, written[0]!.yaml);
    const { cases, problems } = await check(repository.root);
    expect(problems).toEqual([]);
    expect(cases[0]).toMatchObject({ source: 'suggested', covers: [{ state: 'found' }], status: 'manual' });
    repository.dispose();
  });
});
