import type { CaseValue } from '@qitops/model';
import type { Node } from 'web-tree-sitter';
import { scriptString } from './script-title.ts';
import { childrenOf, literalOf, MOST_ROWS, row, shortText } from './syntax.ts';

/** The sets of values of `each`: rows of its array, or of its table in a template. */
export function tableOf(given: Node | null, body: Node | null): Record<string, CaseValue>[] {
  if (!given) return [];
  if (given.type === 'template_string') return templateRows(given);
  const [list] = childrenOf(given);
  const array = list?.type === 'as_expression' ? childrenOf(list)[0] : list;
  if (array?.type !== 'array') return [];
  const names = parametersOf(body);
  return childrenOf(array)
    .slice(0, MOST_ROWS)
    .map((each) => rowOf(each, names));
}

function rowOf(node: Node, names: readonly string[]): Record<string, CaseValue> {
  if (node.type === 'array')
    return row(
      names,
      childrenOf(node).map((each) => literalOf(each, scriptString)),
    );
  if (node.type === 'object') {
    return Object.fromEntries(
      childrenOf(node).flatMap((pair): [string, CaseValue][] => {
        const [key, value] = [pair.childForFieldName('key'), pair.childForFieldName('value')];
        if (pair.type !== 'pair' || !key || !value) return [];
        return [[scriptString(key) ?? key.text, literalOf(value, scriptString)]];
      }),
    );
  }
  return row(names, [literalOf(node, scriptString)]);
}

/** Names of a callback's parameters; one that is taken apart goes by its own text. */
function parametersOf(body: Node | null): string[] {
  const single = body?.childForFieldName('parameter');
  if (single) return [single.text];
  return childrenOf(body?.childForFieldName('parameters') ?? null).map((parameter) =>
    shortText(parameter.childForFieldName('pattern') ?? parameter),
  );
}

/** `a | b` in the first line, then a value a place. */
function templateRows(node: Node): Record<string, CaseValue>[] {
  const values = childrenOf(node).filter(({ type }) => type === 'template_substitution');
  const head = node.text
    .slice(1)
    .split(/\$\{|`/, 1)[0]!
    .trim();
  const names = head.split('|').map((name) => name.trim());
  const rows: Record<string, CaseValue>[] = [];
  for (let at = 0; at + names.length <= values.length && rows.length < MOST_ROWS; at += names.length) {
    const cells = values.slice(at, at + names.length).map((each) => {
      const [inner] = childrenOf(each);
      return inner ? literalOf(inner, scriptString) : null;
    });
    rows.push(row(names, cells));
  }
  return rows;
}
