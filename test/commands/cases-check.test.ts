import { CasesDocument, SuggestDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { check, junit, list, SUITE, testcase } from './cases-in-process.ts';
import { qitops } from './qitops.ts';

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
