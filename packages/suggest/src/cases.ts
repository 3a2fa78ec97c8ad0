import type { ChangedFunction, Suggestion } from '@qitops/model';
import { type Checkout, languageOf, parse } from '@qitops/repository';
import type { Node } from 'web-tree-sitter';
import { suggestionId } from './id.ts';

/** Languages whose functions are not run, and so get ideas in words. */
const IN_WORDS = new Set(['python', 'go', 'java']);
/** Most inputs in one case. */
const MOST = 12;

interface Turn {
  /** Parameter whose value decides. */
  parameter: string;
  /** The comparison as it stands in the source. */
  condition: string;
  line: number;
  /** Values on both sides, as source of the language. */
  values: string[];
}

/**
 * An idea for a function that cannot be run here: the values at which its conditions turn, as a test case in YAML.
 * Nothing of it ran. Null = no condition on a parameter was found.
 */
export async function caseFor(
  fn: ChangedFunction,
  checkout: Pick<Checkout, 'fileAt'>,
  head: string,
): Promise<Suggestion | null> {
  const language = languageOf(fn.path);
  if (!language || !IN_WORDS.has(language.id)) return null;
  const text = (await checkout.fileAt(head, fn.path)) ?? '';
  const tree = await parse(language.grammar, text);
  try {
    const node = functionAt(tree.rootNode, fn.line);
    if (!node) return null;
    const parameters = parametersOf(node, language.id);
    const turns = turnsIn(node, new Set(parameters.map(({ name }) => name)));
    return turns.length === 0 ? null : suggestionOf(fn, parameters, turns);
  } finally {
    tree.delete();
  }
}

function functionAt(root: Node, line: number): Node | null {
  const types = [
    'function_definition',
    'function_declaration',
    'method_declaration',
    'constructor_declaration',
  ];
  return root.descendantsOfType(types).find((node) => node?.startPosition.row === line - 1) ?? null;
}

/** A parameter with a value that says nothing: what it has while another one is varied. */
interface Parameter {
  name: string;
  plain: string;
}

/** What belongs to the object (`self`, a receiver) is left out. */
function parametersOf(node: Node, language: string): Parameter[] {
  const list = node.childForFieldName('parameters')?.namedChildren ?? [];
  return list
    .flatMap((each): Parameter[] => {
      if (!each) return [];
      const plain = plainValue(each.childForFieldName('type')?.text ?? '', language);
      if (each.type === 'identifier') return [{ name: each.text, plain }];
      const names = each.childrenForFieldName('name').flatMap((name) => (name ? [name.text] : []));
      const [first] = names;
      const only = first ?? each.namedChildren.find((child) => child?.type === 'identifier')?.text;
      return (names.length > 0 ? names : [only]).flatMap((name) => (name ? [{ name, plain }] : []));
    })
    .filter(({ name }) => name !== 'self' && name !== 'cls');
}

/** The plainest value of a type, as the language writes it; words where there is none. */
function plainValue(type: string, language: string): string {
  const python = language === 'python';
  const known: readonly (readonly [RegExp, string])[] = [
    [/^(optional\b|.*\| *none$)/i, 'None'],
    [/\[\]|^(list|sequence|iterable|collection|set|tuple|arraylist|stream)\b/i, python ? '[]' : 'empty'],
    [/^(dict|mapping|map|hashmap)\b/i, python ? '{}' : 'empty'],
    [/^(str|string|charsequence|text)$/i, '"a"'],
    [/^bool(ean)?$/i, python ? 'True' : 'true'],
    [/^(float(32|64)?|double|decimal|bigdecimal)$/i, '1.5'],
    [/^(u?int(eger)?(8|16|32|64)?|long|short|byte|rune|biginteger)$/i, '1'],
    [/^error$/, 'nil'],
  ];
  const found = known.find(([pattern]) => pattern.test(type.trim()));
  return found?.[1] ?? (type === '' ? '1' : `a ${type.replace(/\s+/g, ' ')}`);
}

function turnsIn(node: Node, parameters: ReadonlySet<string>): Turn[] {
  const turns = new Map<string, Turn>();
  for (const each of node.descendantsOfType(['comparison_operator', 'binary_expression'])) {
    const [left, right] = [each?.namedChildren[0], each?.namedChildren.at(-1)];
    if (!each || !left || !right || each.namedChildren.length !== 2) continue;
    if (!/[<>=!]=?|\bin\b/.test(each.text)) continue;
    const [parameter, other] = parameters.has(left.text) ? [left, right] : [right, left];
    const values = parameters.has(parameter.text) ? around(other) : [];
    if (values.length > 0)
      turns.set(each.text, {
        parameter: parameter.text,
        condition: each.text,
        line: each.startPosition.row + 1,
        values,
      });
  }
  return [...turns.values()];
}

/** Below, at and above a number; a string and another. */
function around(node: Node): string[] {
  const number = Number(node.text.replaceAll('_', '').replace(/[lLfFdD]$/, ''));
  if (/^-?[\d_.]+[lLfFdD]?$/.test(node.text) && Number.isFinite(number)) {
    const step = Number.isInteger(number) ? 1 : 0.1;
    return [number - step, number, number + step].map((value) => String(Number(value.toFixed(6))));
  }
  if (/string/.test(node.type)) return [node.text, node.text.startsWith("'") ? "'another'" : '"another"'];
  return [];
}

function suggestionOf(
  fn: ChangedFunction,
  parameters: readonly Parameter[],
  turns: readonly Turn[],
): Suggestion {
  const steps = turns
    .flatMap(({ parameter, condition, line, values }) =>
      values.map((value) => ({
        action: `call ${fn.name}(${argumentsWith(parameters, turns, parameter, value)})`,
        expected: `decide what is right: ${condition.replace(/\s+/g, ' ')} turns here (line ${line})`,
      })),
    )
    .slice(0, MOST);
  const title = `${fn.name} where ${[...new Set(turns.map(({ condition }) => condition.replace(/\s+/g, ' ')))].slice(0, 3).join(', ')} turns`;
  const id = suggestionId(fn, 'case', JSON.stringify(steps));
  const yaml = [
    `id: ${JSON.stringify(id)}`,
    `title: ${JSON.stringify(title)}`,
    'type: unit',
    'source: suggested',
    'covers:',
    `  - path: ${JSON.stringify(fn.path)}`,
    `    symbol: ${JSON.stringify(fn.name)}`,
    'steps:',
    ...steps.flatMap(({ action, expected }) => [
      `  - action: ${JSON.stringify(action)}`,
      `    expected: ${JSON.stringify(expected)}`,
    ]),
    '',
  ].join('\n');
  const stem = `${fn.path.replace(/^.*\//, '').replace(/\.\w+$/, '')}.${fn.name}`.replace(/[^\w.-]/g, '-');
  return {
    id,
    kind: 'case',
    lane: 'harden',
    target: { path: fn.path, function: fn.name, line: turns[0]!.line },
    title,
    case: { path: `tests/qitops/${stem}.yaml`, yaml },
    author: 'engine',
    typeChecked: null,
  };
}

/** All arguments: the one that is varied, and for the others a value before its condition turns, else a plain one. */
function argumentsWith(
  parameters: readonly Parameter[],
  turns: readonly Turn[],
  one: string,
  value: string,
): string {
  return parameters
    .map(({ name, plain }) => {
      const own = turns.find(({ parameter }) => parameter === name)?.values;
      const before = own && (/^["']/.test(own[0]!) ? own.at(-1) : own[0]);
      return `${name} = ${name === one ? value : (before ?? plain)}`;
    })
    .join(', ');
}
