import type { SiteTests } from '@qitops/model';
import { lookOf } from './status.ts';

/** A folder, a file or a suite of the tree. */
export interface TreeNode {
  label: string;
  /** Position of the node above it; −1 = none. A node stands after the one above it. */
  above: number;
  depth: number;
  inner: number[];
  /** The search that finds its tests. */
  query: string;
}

/** Counters of a node over the tests that are shown. */
export interface NodeCounts {
  bad: number;
  flaky: number;
  good: number;
  quiet: number;
  /** Milliseconds: sum of the medians that are known. */
  ms: number;
}

export interface TestsTree {
  nodes: TreeNode[];
  /** The node of each test. */
  nodeOf: Int32Array;
  /** The outcome of each test as its place among {@link NodeCounts}. */
  tones: Uint8Array;
}

/** What is shown of a tree: its counters, and its tests node by node in the order of the list. */
export interface ShownTree {
  counts: (node: number) => NodeCounts;
  testsOf: (node: number) => readonly number[];
}

const TONES = ['bad', 'flaky', 'good', 'quiet'] as const;

/** Folders, files and suites of all tests. */
export function testsTree(tests: SiteTests): TestsTree {
  const draft = new Draft();
  const nodeOf = new Int32Array(tests.count);
  const known = new Map<number, number>();
  for (let index = 0; index < tests.count; index++) {
    const pair = (tests.file[index]! + 1) * (tests.suites.length + 1) + tests.suite[index]!;
    let node = known.get(pair);
    if (node === undefined) {
      node = draft.place(tests.files[tests.file[index]!] ?? null, tests.suites[tests.suite[index]!] ?? []);
      known.set(pair, node);
    }
    nodeOf[index] = node;
    draft.held.add(node);
  }
  const tones = Uint8Array.from(tests.last, (letter) => TONES.indexOf(lookOf(letter).tone));
  return { ...joined(draft, nodeOf), tones };
}

/** Nodes while they are found. */
class Draft {
  readonly nodes: TreeNode[] = [];
  /** Nodes that hold tests themselves, and those that are folders. */
  readonly held = new Set<number>();
  readonly folders = new Set<number>();
  readonly #byKey = new Map<string, number>();

  place(file: string | null, suite: readonly string[]): number {
    let above = -1;
    let path = '';
    const parts = file === null ? [] : file.split('/');
    parts.forEach((part, at) => {
      const folder = at < parts.length - 1;
      path += folder ? `${part}/` : part;
      above = this.#node(above, `file:${path}`, folder ? `${part}/` : part, quoted('file', path));
      if (folder) this.folders.add(above);
    });
    const inFile = file === null ? '' : `${quoted('file', file)} `;
    suite.forEach((part, at) => {
      const whole = suite.slice(0, at + 1).join(' › ');
      above = this.#node(above, `${file ?? ''}\0${whole}`, part, `${inFile}${quoted('suite', whole)}`);
    });
    return above >= 0 ? above : this.#node(-1, '', '(no file, no suite)', '');
  }

  #node(above: number, key: string, label: string, query: string): number {
    const found = this.#byKey.get(key);
    if (found !== undefined) return found;
    const depth = above < 0 ? 0 : this.nodes[above]!.depth + 1;
    const place = this.nodes.push({ label, above, depth, inner: [], query }) - 1;
    if (above >= 0) this.nodes[above]!.inner.push(place);
    this.#byKey.set(key, place);
    return place;
  }
}

/** A node without tests of its own and with one node in it is the same tests again: the two are one row. */
function joined({ nodes, held, folders }: Draft, nodeOf: Int32Array): Omit<TestsTree, 'tones'> {
  const places = new Int32Array(nodes.length);
  const kept: TreeNode[] = [];
  const carried = nodes.map(() => '');
  nodes.forEach((node, at) => {
    const above = node.above < 0 ? -1 : places[node.above]!;
    const label = `${node.above < 0 ? '' : carried[node.above]}${node.label}`;
    if (!held.has(at) && node.inner.length === 1) {
      carried[at] = folders.has(at) ? label : `${label} › `;
      places[at] = above;
      return;
    }
    const depth = above < 0 ? 0 : kept[above]!.depth + 1;
    places[at] = kept.push({ ...node, label, above, depth, inner: [] }) - 1;
    if (above >= 0) kept[above]!.inner.push(places[at]!);
  });
  return { nodes: kept, nodeOf: nodeOf.map((node) => places[node]!) };
}

function quoted(key: string, value: string): string {
  const text = value.replaceAll('"', '');
  return /\s/.test(text) ? `${key}:"${text}"` : `${key}:${text}`;
}

/** Counts the tests that are shown; one pass over them, and one over the nodes. */
export function shownTree(
  tests: SiteTests,
  { nodes, nodeOf, tones }: TestsTree,
  shown: readonly number[],
): ShownTree {
  const counts = new Float64Array(nodes.length * 5);
  for (const index of shown) {
    const at = nodeOf[index]! * 5;
    counts[at + tones[index]!]! += 1;
    const ms = tests.p50[index]!;
    if (ms > 0) counts[at + 4]! += ms;
  }
  for (let node = nodes.length - 1; node >= 0; node--) {
    const { above } = nodes[node]!;
    if (above < 0) continue;
    for (let part = 0; part < 5; part++) counts[above * 5 + part]! += counts[node * 5 + part]!;
  }
  // most nodes are closed most of the time: who wants tests asks for them
  let members: Map<number, number[]> | null = null;
  const gathered = () => {
    const found = new Map<number, number[]>();
    for (const index of shown) {
      const own = found.get(nodeOf[index]!);
      if (own) own.push(index);
      else found.set(nodeOf[index]!, [index]);
    }
    return found;
  };
  return {
    counts: (node) => {
      const [bad, flaky, good, quiet, ms] = counts.subarray(node * 5, node * 5 + 5);
      return { bad: bad!, flaky: flaky!, good: good!, quiet: quiet!, ms: ms! };
    },
    testsOf: (node) => {
      members ??= gathered();
      return members.get(node) ?? [];
    },
  };
}

/** A row of the tree as one number: a test's position, or a node as a negative number. */
export function rowOfNode(node: number): number {
  return -1 - node;
}

/** The node of a row; null = the row is a test. */
export function nodeOfRow(row: number): number | null {
  return row < 0 ? -1 - row : null;
}

/** Rows in order: nodes with tests to show, and below those that are open what they hold; failures first. */
export function treeRows(
  { nodes }: TestsTree,
  shown: ShownTree,
  isOpen: (node: number) => boolean,
): number[] {
  const rows: number[] = [];
  const amount = (node: number): number => {
    const { bad, flaky, good, quiet } = shown.counts(node);
    return bad + flaky + good + quiet;
  };
  const walk = (level: readonly number[]): void => {
    const some = level.filter((node) => amount(node) > 0);
    some.sort((a, b) => shown.counts(b).bad - shown.counts(a).bad || byLabel(nodes[a]!, nodes[b]!));
    for (const node of some) {
      rows.push(rowOfNode(node));
      if (!isOpen(node)) continue;
      walk(nodes[node]!.inner);
      for (const index of shown.testsOf(node)) rows.push(index);
    }
  };
  walk(nodes.flatMap((node, at) => (node.above < 0 ? [at] : [])));
  return rows;
}

function byLabel(a: TreeNode, b: TreeNode): number {
  return a.label < b.label ? -1 : a.label > b.label ? 1 : 0;
}
