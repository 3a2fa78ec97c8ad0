import { type CaseValue, type FoundTest, foundTest } from '@qitops/model';
import type { Node } from 'web-tree-sitter';
import { childrenOf, lineOf, literalOf, MOST_ROWS, row, unescaped } from './syntax.ts';

const TEST = /^(Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate)$/;

interface Scope {
  suite: string[];
  tags: string[];
  skipped: boolean;
}

/** Tests of JUnit 4 and 5 and TestNG in a syntax tree, with their display names. */
export function javaTests(root: Node, file: string): FoundTest[] {
  const found: FoundTest[] = [];
  for (const type of childrenOf(root)) visitType(type, { suite: [], tags: [], skipped: false }, file, found);
  return found;
}

function visitType(type: Node, outer: Scope, file: string, found: FoundTest[]): void {
  const name = type.childForFieldName('name')?.text;
  if (!/^(class|record)_declaration$/.test(type.type) || !name) return;
  const marks = annotationsOf(type);
  const scope: Scope = {
    suite: [...outer.suite, name],
    tags: [...outer.tags, ...tagsOf(marks)],
    skipped: outer.skipped || marks.has('Disabled') || marks.has('Ignore'),
  };
  for (const member of childrenOf(type.childForFieldName('body'))) {
    if (member.type === 'method_declaration') visitMethod(member, scope, file, found);
    else visitType(member, scope, file, found);
  }
}

function visitMethod(method: Node, scope: Scope, file: string, found: FoundTest[]): void {
  const marks = annotationsOf(method);
  const kind = [...marks.keys()].find((name) => TEST.test(name));
  const name = method.childForFieldName('name')?.text;
  if (!kind || !name) return;
  const shown = textsIn(marks.get('DisplayName') ?? null)[0] ?? null;
  const parameters = tableOf(method, marks);
  found.push({
    ...foundTest({ file, line: lineOf(method), suite: scope.suite, name }),
    alsoCalled: [`${name}()`, ...(shown ? [shown] : [])],
    many: kind !== 'Test',
    state: scope.skipped || marks.has('Disabled') || marks.has('Ignore') ? 'skipped' : 'active',
    tags: [...new Set([...scope.tags, ...tagsOf(marks)])],
    description: shown,
    parameters,
  });
}

/** Annotations by name, each with its arguments; of a repeated one all arguments follow each other. */
function annotationsOf(node: Node): Map<string, Node> {
  const modifiers = childrenOf(node).find(({ type }) => type === 'modifiers') ?? null;
  const found = new Map<string, Node>();
  for (const each of childrenOf(modifiers)) {
    const name = each.childForFieldName('name')?.text.replace(/^.*\./, '');
    if (name && /annotation$/.test(each.type))
      found.set(found.has(name) ? `${name} ${found.size}` : name, each);
  }
  return found;
}

function tagsOf(marks: ReadonlyMap<string, Node>): string[] {
  return [...marks].flatMap(([name, node]) => (/^(Tags?|Category)( |$)/.test(name) ? textsIn(node) : []));
}

function textsIn(node: Node | null): string[] {
  return (node?.descendantsOfType('string_literal') ?? []).flatMap((each) =>
    each ? (javaString(each) ?? []) : [],
  );
}

function javaString(node: Node): string | null {
  if (node.type !== 'string_literal') return null;
  return unescaped(node.text.startsWith('"""') ? node.text.slice(3, -3).trim() : node.text.slice(1, -1));
}

/** Sets of values that stand in the annotations themselves. */
function tableOf(method: Node, marks: ReadonlyMap<string, Node>): Record<string, CaseValue>[] {
  const names = childrenOf(method.childForFieldName('parameters')).map(
    (each) => each.childForFieldName('name')?.text ?? '',
  );
  const csv = textsIn(marks.get('CsvSource') ?? null);
  if (csv.length > 0)
    return csv.slice(0, MOST_ROWS).map((line) =>
      row(
        names,
        line.split(',').map((cell) => cell.trim().replace(/^'(.*)'$/, '$1')),
      ),
    );
  const values = marks.get('ValueSource')?.descendantsOfType('element_value_array_initializer')[0] ?? null;
  return childrenOf(values)
    .slice(0, MOST_ROWS)
    .map((each) => row(names, [literalOf(each, javaString)]));
}
