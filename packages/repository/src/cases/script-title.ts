import type { Node } from 'web-tree-sitter';
import { childrenOf, unescaped } from './syntax.ts';

/** The title of a test as it is written; `open` when a place in it is only filled when it runs. */
export interface Title {
  text: string;
  open: boolean;
}

/** The text of a string literal of JavaScript; null for anything else. */
export function scriptString(node: Node): string | null {
  if (node.type === 'string') return unescaped(node.text.slice(1, -1));
  if (
    node.type === 'template_string' &&
    !childrenOf(node).some(({ type }) => type === 'template_substitution')
  )
    return unescaped(node.text.slice(1, -1));
  return null;
}

/** The title in the first argument of `it`, `describe` and their like; null when it can be none. */
export function titleOf(node: Node): Title | null {
  const plain = scriptString(node);
  if (plain !== null) return { text: plain, open: false };
  switch (node.type) {
    case 'template_string':
      return { text: unescaped(node.text.slice(1, -1)), open: true };
    case 'binary_expression': {
      const parts = childrenOf(node).map(titleOf);
      if (parts.some((part) => part === null)) return null;
      return { text: parts.map((part) => part!.text).join(''), open: parts.some((part) => part!.open) };
    }
    case 'identifier':
    case 'member_expression':
    case 'call_expression':
    case 'subscript_expression':
      return { text: `\${${node.text.replace(/\s+/g, ' ')}}`, open: true };
    case 'parenthesized_expression':
    case 'as_expression':
    case 'non_null_expression': {
      const [inner] = childrenOf(node);
      return inner ? titleOf(inner) : null;
    }
    default:
      return null;
  }
}

/** Whether a title of `each` has a place for a value: `%s`, `$name`, `%$`. */
export function hasPlaces(title: string): boolean {
  return /%[sdifjoOp#$c]|\$[\w#.]+/.test(title);
}
