import type { CasesFilter } from '@qitops/commands';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { junit, list, SUITE, testcase } from './cases-in-process.ts';
import { qitops } from './qitops.ts';

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
