import type { CaseValue } from '@qitops/model';
import type { Node } from 'web-tree-sitter';

/** Sets of parameters that are read of one test. */
export const MOST_ROWS = 50;
const LONGEST = 300;

/** The children that have a name in the grammar, comments left out. */
export function childrenOf(node: Node | null): Node[] {
  return (node?.namedChildren ?? []).filter(
    (child): child is Node => child !== null && !/comment/.test(child.type),
  );
}

/** Line of a node, from 1. */
export function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}

/** Text of a node on one line, cut when it is long. */
export function shortText(node: Node): string {
  const text = node.text.replace(/\s+/g, ' ').trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

/** What the usual escapes in the text of a string literal stand for. */
export function unescaped(text: string): string {
  return text.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, braced?: string, four?: string, two?: string, one?: string) => {
      const code = braced ?? four ?? two;
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : '';
      }
      return one === '\n' ? '' : (ESCAPES[one!] ?? one!);
    },
  );
}

/** A literal as a value; anything else as its source. `text` reads the string literals of the language. */
export function literalOf(node: Node, text: (node: Node) => string | null): CaseValue {
  const string = text(node);
  if (string !== null) return string;
  if (/^(true|True)$/.test(node.text)) return true;
  if (/^(false|False)$/.test(node.text)) return false;
  if (/^(null|None|nil|undefined)$/.test(node.text)) return null;
  const digits = node.text.replaceAll('_', '');
  if (/^-?(\d+(\.\d+)?|\.\d+)(e[+-]?\d+)?$/i.test(digits) && Number.isFinite(Number(digits)))
    return Number(digits);
  return shortText(node);
}

/** Names and values side by side; a value without a name goes by its place. */
export function row(names: readonly string[], values: readonly CaseValue[]): Record<string, CaseValue> {
  return Object.fromEntries(values.map((value, at) => [names[at] ?? `value ${at + 1}`, value]));
}
