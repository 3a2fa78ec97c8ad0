import { type CaseValue, type FoundTest, foundTest } from '@qitops/model';
import type { Node } from 'web-tree-sitter';
import { childrenOf, lineOf, MOST_ROWS, unescaped } from './syntax.ts';

/** Tests of Go's own runner in a syntax tree: functions, subtests by name, and the names of tables. */
export function goTests(root: Node, file: string): FoundTest[] {
  return childrenOf(root).flatMap((node) => {
    const name = node.type === 'function_declaration' ? node.childForFieldName('name')?.text : undefined;
    const body = node.childForFieldName('body');
    if (!name || !body || !/^Test(?![a-z])/.test(name) || name === 'TestMain') return [];
    if (!/\btesting\.T\b/.test(node.childForFieldName('parameters')?.text ?? '')) return [];
    const own = foundTest({ file, line: lineOf(node), suite: [], name });
    const inner: FoundTest[] = [];
    const parameters: FoundTest['parameters'] = [];
    subtests(body, name, {
      file,
      found: inner,
      parameters,
      tables: tablesIn(body),
      contexts: contextsIn(node),
    });
    const whole: FoundTest = { ...own, parameters, many: parameters.length > 0, state: skips(body) };
    // what only groups named subtests is no test for itself
    return inner.length > 0 && parameters.length === 0 ? inner : [whole, ...inner];
  });
}

interface Into {
  file: string;
  found: FoundTest[];
  parameters: Record<string, CaseValue>[];
  /** What `*testing.T` is called in the function: its `Run` makes a subtest. */
  contexts: ReadonlySet<string>;
  /** Values of each field of the tables of the function. */
  tables: ReadonlyMap<string, string[]>;
}

function subtests(node: Node, above: string, into: Into): void {
  for (const child of childrenOf(node)) {
    const callee = child.type === 'call_expression' ? child.childForFieldName('function') : null;
    const [title, body] = callee ? childrenOf(child.childForFieldName('arguments')) : [];
    if (
      callee?.type !== 'selector_expression' ||
      callee.childForFieldName('field')?.text !== 'Run' ||
      !into.contexts.has(callee.childForFieldName('operand')?.text ?? '') ||
      !title ||
      !body
    ) {
      subtests(child, above, into);
      continue;
    }
    const name = goString(title);
    if (name === null) {
      const key = title.type === 'selector_expression' ? (title.childForFieldName('field')?.text ?? '') : '';
      const values = into.tables.get(key) ?? (title.type === 'identifier' ? (into.tables.get('') ?? []) : []);
      for (const value of values.slice(0, MOST_ROWS)) into.parameters.push({ [key || 'name']: value });
      continue;
    }
    // the runner writes spaces as underscores
    const full = `${above}/${name.replace(/\s/g, '_')}`;
    const before = into.found.length;
    subtests(body, full, into);
    if (into.found.length === before)
      into.found.push({
        ...foundTest({ file: into.file, line: lineOf(child), suite: [], name: full }),
        state: skips(body),
      });
  }
}

function contextsIn(node: Node): Set<string> {
  const parameters = node.descendantsOfType('parameter_declaration');
  const contexts = parameters.filter((each) =>
    /^\*\w+\.T$/.test(each?.childForFieldName('type')?.text ?? ''),
  );
  return new Set(contexts.flatMap((each) => each?.childForFieldName('name')?.text ?? []));
}

/** Texts that stand in composite literals by the name of their field; those that key a map go by ''. */
function tablesIn(body: Node): Map<string, string[]> {
  const values = new Map<string, string[]>();
  const add = (key: string, value: string): void => {
    values.set(key, [...(values.get(key) ?? []), value]);
  };
  for (const literal of body.descendantsOfType('composite_literal')) {
    const type = literal?.childForFieldName('type');
    const struct = type?.descendantsOfType('struct_type')[0];
    const fields = struct?.descendantsOfType('field_identifier').map((field) => field?.text ?? '') ?? [];
    const isMap = type?.type === 'map_type';
    for (const element of childrenOf(literal?.childForFieldName('body') ?? null)) {
      if (isMap && element.type === 'keyed_element') {
        const key = textIn(element.childForFieldName('key'));
        if (key !== null) add('', key);
      }
      const inner = element.type === 'keyed_element' ? element.childForFieldName('value') : element;
      const [row] = inner?.type === 'literal_element' ? childrenOf(inner) : [];
      childrenOf(row?.type === 'literal_value' ? row : (row?.childForFieldName('body') ?? null)).forEach(
        (cell, at) => {
          const keyed = cell.type === 'keyed_element';
          const value = textIn(keyed ? cell.childForFieldName('value') : cell);
          const key = keyed ? cell.childForFieldName('key')?.text : fields[at];
          if (key !== undefined && value !== null) add(key, value);
        },
      );
    }
  }
  return values;
}

function textIn(element: Node | null): string | null {
  const [inner] = element?.type === 'literal_element' ? childrenOf(element) : [];
  return inner ? goString(inner) : null;
}

function goString(node: Node): string | null {
  if (node.type === 'interpreted_string_literal') return unescaped(node.text.slice(1, -1));
  return node.type === 'raw_string_literal' ? node.text.slice(1, -1) : null;
}

/** A body whose first statement skips. */
function skips(body: Node): FoundTest['state'] {
  const block = body.childForFieldName('body') ?? body;
  return /^\{\s*\w+\.Skip(f|Now)?\(/.test(block.text) ? 'skipped' : 'active';
}
