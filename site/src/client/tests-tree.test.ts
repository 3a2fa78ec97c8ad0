import type { SiteTests } from '@qitops/model';
import { expect, test } from 'vitest';
import { nodeOfRow, shownTree, testsTree, treeRows } from './tests-tree.ts';

const tests = {
  count: 6,
  files: ['packages/cart/src/cart.test.ts', 'packages/cart/src/tax.test.ts', 'e2e/pay.spec.ts'],
  file: [0, 0, 1, 2, -1, 0],
  suites: [['Cart'], ['Cart', 'discount'], []],
  suite: [0, 1, 2, 0, 2, 1],
  last: 'pfpprs',
  p50: [10, 20, 30, 40, -1, 5],
} as unknown as SiteTests;
const all = [0, 1, 2, 3, 4, 5];
const tree = testsTree(tests);

function drawn(shown: readonly number[], open = true): string[] {
  const seen = shownTree(tests, tree, shown);
  return treeRows(tree, seen, () => open).map((row) => {
    const node = nodeOfRow(row);
    if (node === null) return `test ${row}`;
    const { bad, flaky, good, quiet, ms } = seen.counts(node);
    const { label, depth } = tree.nodes[node]!;
    return `${'-'.repeat(depth)}${label} ${bad}/${flaky}/${good}/${quiet} ${ms}`;
  });
}

test('folders, files and suites stand inside of each other, what failed first', () => {
  expect(drawn(all)).toEqual([
    'packages/cart/src/ 1/0/2/1 65',
    '-cart.test.ts › Cart 1/0/1/1 35',
    '--discount 1/0/0/1 25',
    'test 1',
    'test 5',
    'test 0',
    '-tax.test.ts 0/0/1/0 30',
    'test 2',
    '(no file, no suite) 0/1/0/0 0',
    'test 4',
    'e2e/pay.spec.ts › Cart 0/0/1/0 40',
    'test 3',
  ]);
});

test('counters are those of the tests that are shown, and nodes without any are left out', () => {
  expect(drawn([0, 3], false)).toEqual([
    'e2e/pay.spec.ts › Cart 0/0/1/0 40',
    'packages/cart/src/ 0/0/1/0 10',
  ]);
});

test('a node is found by a search of its own', () => {
  const queries = new Map(tree.nodes.map(({ label, query }) => [label, query]));
  expect(queries.get('packages/cart/src/')).toBe('file:packages/cart/src/');
  expect(queries.get('discount')).toBe('file:packages/cart/src/cart.test.ts suite:"Cart › discount"');
});
