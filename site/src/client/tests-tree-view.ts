import type { SiteTests } from '@qitops/model';
import { h } from './dom.ts';
import { count, duration, integer } from './format.ts';
import { middleCut } from './parts.ts';
import { icon, lookOf } from './status.ts';
import { testRow } from './test-row.ts';
import { nodeOfRow, shownTree, testsTree, treeRows } from './tests-tree.ts';

/** Tests up to which a search opens all of the tree, and failures up to which they stand open without one. */
const OPEN_ALL = 200;
const OPEN_FAILED = 50;
/** Outermost nodes up to which they stand open: one alone says nothing. */
const OPEN_ROOTS = 3;

/** The tests by folders, files and suites, for the list that draws what is in view. */
export interface TreeView {
  /** Takes these tests, in their order; `searched` where they are what a search left. */
  show: (shown: readonly number[], searched: boolean) => void;
  rows: () => number[];
  row: (row: number) => HTMLElement;
}

/** `choose` hears of the search that a counter stands for, `changed` of rows that opened or closed. */
export function treeView(tests: SiteTests, choose: (query: string) => void, changed: () => void): TreeView {
  // Made when it is first asked for: most people look at the list.
  let made: ReturnType<typeof testsTree> | null = null;
  const tree = () => {
    made ??= testsTree(tests);
    return made;
  };
  let list: readonly number[] = [];
  let counted: ReturnType<typeof shownTree> | null = null;
  const shown = () => {
    counted ??= shownTree(tests, tree(), list);
    return counted;
  };
  let openAll = false;
  let openFailed: boolean | null = null;
  const turned = new Map<number, boolean>();
  let outermost: number | null = null;
  const roots = () => {
    outermost ??= tree().nodes.filter(({ depth }) => depth === 0).length;
    return outermost;
  };
  const opensFailed = () => {
    openFailed ??=
      tree().nodes.reduce((sum, { above }, node) => sum + (above < 0 ? shown().counts(node).bad : 0), 0) <=
      OPEN_FAILED;
    return openFailed;
  };
  const isOpen = (node: number): boolean =>
    turned.get(node) ??
    (openAll ||
      (opensFailed() && shown().counts(node).bad > 0) ||
      (tree().nodes[node]!.depth === 0 && roots() <= OPEN_ROOTS));

  const nodeRow = (node: number): HTMLElement => {
    const { label, depth, query } = tree().nodes[node]!;
    const { bad, flaky, good, quiet, ms } = shown().counts(node);
    const open = isOpen(node);
    const counter = (amount: number, letter: string, term: string) => {
      const look = lookOf(letter);
      return amount === 0
        ? h('span')
        : h(
            'button',
            {
              type: 'button',
              class: `node-counter ${look.tone}`,
              title: `${integer(amount)} ${look.word} in ${label}`,
              on: { click: () => choose(`${query} ${term}`.trim()) },
            },
            icon(look, look.word),
            integer(amount),
          );
    };
    const toggle = h(
      'button',
      {
        type: 'button',
        class: 'node-toggle',
        'aria-expanded': String(open),
        on: {
          click: () => {
            turned.set(node, !open);
            changed();
          },
        },
      },
      middleCut(label, 24),
    );
    return h(
      'div',
      { role: 'row', class: 'test-row node-row', 'data-row': '', style: { '--depth': String(depth) } },
      h('span', { role: 'cell', class: 'c-node' }, toggle),
      h(
        'span',
        { role: 'cell', class: 'c-counters' },
        counter(bad, 'f', 's:failed'),
        counter(flaky, 'r', 's:flaky'),
        counter(good, 'p', 's:passed'),
        counter(quiet, 's', '-s:failed -s:flaky -s:passed'),
      ),
      h('span', { role: 'cell', class: 'c-rate' }, count(bad + flaky + good + quiet, 'test')),
      h('span', { role: 'cell', class: 'c-time', title: 'Sum of the medians' }, duration(ms)),
    );
  };
  return {
    show: (next, searched) => {
      list = next;
      counted = null;
      openAll = searched && next.length <= OPEN_ALL;
      openFailed = null;
      turned.clear();
    },
    rows: () => treeRows(tree(), shown(), isOpen),
    row: (row) => {
      const node = nodeOfRow(row);
      if (node !== null) return nodeRow(node);
      return testRow(tests, row, tree().nodes[tree().nodeOf[row]!]!.depth + 1);
    },
  };
}
