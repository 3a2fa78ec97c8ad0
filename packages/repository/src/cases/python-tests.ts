import { type CaseValue, type FoundTest, foundTest } from '@qitops/model';
import type { Node } from 'web-tree-sitter';
import { childrenOf, lineOf, literalOf, MOST_ROWS, row, unescaped } from './syntax.ts';

/** Marks that say something else than a word to find a test by. */
const NO_TAG = new Set([
  'parametrize',
  'skip',
  'skipif',
  'xfail',
  'usefixtures',
  'filterwarnings',
  'asyncio',
]);

/** What decorators say of a function or class. */
interface Marks {
  tags: string[];
  skipped: boolean;
  tables: Record<string, CaseValue>[][];
}

/** Tests of pytest and unittest in a syntax tree. */
export function pythonTests(root: Node, file: string): FoundTest[] {
  const found: FoundTest[] = [];
  visit(root, { suite: [], tags: [], skipped: false }, file, found);
  return found;
}

interface Scope {
  suite: string[];
  tags: string[];
  skipped: boolean;
}

function visit(block: Node, scope: Scope, file: string, found: FoundTest[]): void {
  for (const child of childrenOf(block)) {
    const node = child.type === 'decorated_definition' ? child.childForFieldName('definition') : child;
    const name = node?.childForFieldName('name')?.text;
    if (!node || !name) continue;
    const marks = marksOf(child);
    const tags = [...new Set([...scope.tags, ...marks.tags])];
    const skipped = scope.skipped || marks.skipped;
    const body = node.childForFieldName('body');
    if (node.type === 'class_definition' && isTestClass(node, name) && body)
      visit(body, { suite: [...scope.suite, name], tags, skipped }, file, found);
    if (node.type !== 'function_definition' || !/^test/.test(name)) continue;
    const [first, ...more] = (docstring(body) ?? '').split('\n');
    found.push({
      ...foundTest({ file, line: lineOf(node), suite: scope.suite, name }),
      many: marks.tables.length > 0,
      state: skipped ? 'skipped' : 'active',
      tags,
      description: first?.trim() || null,
      preconditions: [],
      steps: more.join('\n').trim()
        ? [
            {
              action: more
                .map((line) => line.trim())
                .join('\n')
                .trim(),
            },
          ]
        : [],
      parameters: marks.tables[0] ?? [],
    });
  }
}

/** pytest takes `Test…`; unittest whatever derives from a `TestCase`. */
function isTestClass(node: Node, name: string): boolean {
  return name.startsWith('Test') || /Test(Case)?\b/.test(node.childForFieldName('superclasses')?.text ?? '');
}

function docstring(body: Node | null): string | null {
  const [first] = childrenOf(body);
  const [string] = first?.type === 'expression_statement' ? childrenOf(first) : [];
  return string?.type === 'string' ? pythonString(string) : null;
}

function pythonString(node: Node): string | null {
  if (node.type === 'concatenated_string') return childrenOf(node).map(pythonString).join('');
  if (node.type !== 'string') return null;
  const start = node.namedChildren[0]?.text ?? '';
  const content = childrenOf(node)
    .filter(({ type }) => type !== 'string_start' && type !== 'string_end')
    .map(({ text }) => text)
    .join('');
  return /r/i.test(start) ? content : unescaped(content);
}

function marksOf(decorated: Node): Marks {
  const marks: Marks = { tags: [], skipped: false, tables: [] };
  for (const decorator of childrenOf(decorated).filter(({ type }) => type === 'decorator')) {
    const [expression] = childrenOf(decorator);
    const called = expression?.type === 'call' ? expression.childForFieldName('function') : expression;
    const path = called?.text.split('.') ?? [];
    const name = path.at(-1) ?? '';
    if (/^skip/.test(name)) marks.skipped = true;
    if (name === 'parametrize') marks.tables.push(tableOf(expression!));
    else if (path.at(-2) === 'mark' && !NO_TAG.has(name)) marks.tags.push(name);
  }
  return marks;
}

/** `parametrize('a,b', [(1, 2), pytest.param(3, 4)])` */
function tableOf(call: Node): Record<string, CaseValue>[] {
  const [names, values] = childrenOf(call.childForFieldName('arguments'));
  if (!names || !values || !/^(list|tuple)$/.test(values.type)) return [];
  const called =
    pythonString(names)?.split(',') ?? childrenOf(names).map((each) => pythonString(each) ?? each.text);
  const clean = called.map((name) => name.trim()).filter(Boolean);
  return childrenOf(values)
    .slice(0, MOST_ROWS)
    .map((each) => {
      const given = each.type === 'call' ? each.childForFieldName('arguments') : each;
      const several = given && (clean.length > 1 || each.type === 'call') && given.type !== 'string';
      const cells = several ? childrenOf(given).filter(({ type }) => type !== 'keyword_argument') : [each];
      return row(
        clean,
        cells.map((cell) => literalOf(cell, pythonString)),
      );
    });
}
