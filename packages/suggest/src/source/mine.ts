import type { Node } from 'web-tree-sitter';
import type { Mined } from './shape.ts';
import { literalOf } from './types.ts';

/** Longest string that is tried as an input. */
const LONGEST = 60;

/** What stands in the given syntax and tells where behaviour changes. */
export function mine(nodes: readonly Node[]): Mined {
  const numbers = new Set<number>();
  const strings = new Set<string>();
  const regexes = new Map<string, { source: string; flags: string }>();
  const guards = new Set<string>();
  const keys = new Set<string>();
  const globals = new Set<string>();
  for (const body of nodes) {
    for (const node of body.descendantsOfType(['number', 'string'])) {
      const value = node && literalOf(node);
      if (typeof value === 'number') numbers.add(value);
      else if (typeof value === 'string' && value.length <= LONGEST) strings.add(value);
    }
    for (const node of body.descendantsOfType('regex')) {
      const source = node?.childForFieldName('pattern')?.text ?? '';
      const flags = node?.childForFieldName('flags')?.text ?? '';
      regexes.set(`${source}/${flags}`, { source, flags });
    }
    for (const node of body.descendantsOfType('binary_expression')) {
      if (!node) continue;
      addGuard(node, guards);
      const name = /^typeof (?:globalThis\.)?([A-Za-z_$][\w$]*) [!=]==? ['"]undefined['"]$/.exec(
        node.text,
      )?.[1];
      if (name && isGlobal(name)) globals.add(name);
    }
    for (const node of body.descendantsOfType('switch_case')) {
      const value = node?.childForFieldName('value');
      if (value?.type === 'identifier') guards.add(value.text);
    }
    for (const node of body.descendantsOfType('new_expression')) {
      const made = node?.childForFieldName('constructor')?.text;
      if (made) guards.add(made);
    }
    for (const node of body.descendantsOfType('call_expression')) {
      const called = node?.childForFieldName('function')?.text ?? '';
      if (/^(Array\.is|Number\.is|Buffer\.is|is[A-Z])/.test(called)) guards.add(called);
      for (const name of /\.(size|entries|has)$/.exec(called) ? ['Map', 'Set'] : []) guards.add(name);
    }
    for (const node of body.descendantsOfType([
      'property_identifier',
      'shorthand_property_identifier_pattern',
    ]))
      if (node && node.parent?.type !== 'pair') keys.add(node.text);
  }
  return {
    numbers: [...numbers],
    strings: [...strings],
    regexes: [...regexes.values()],
    guards,
    keys: [...keys],
    globals: [...globals],
  };
}

/** Names of browsers and servers that a module may find or not; without those that a test runner cannot do without. */
function isGlobal(name: string): boolean {
  if (
    /^(window|document|navigator|location|localStorage|sessionStorage|self|indexedDB|requestAnimationFrame)$/.test(
      name,
    )
  )
    return true;
  return (
    name in globalThis &&
    !/^(process|globalThis|Object|Array|Function|Promise|Symbol|Map|Set|Date|Error|Proxy|Reflect)$/.test(name)
  );
}

function addGuard(node: Node, guards: Set<string>): void {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.childForFieldName('operator')?.text ?? '';
  if (operator === 'instanceof' && right) guards.add(right.text);
  if (/^[=!]==?$/.test(operator) && left?.type === 'unary_expression' && left.text.startsWith('typeof'))
    guards.add(`typeof ${right?.text.slice(1, -1)}`);
  if (/^[=!]==?$/.test(operator) && right?.type === 'identifier') guards.add(right.text);
  if (/^[=!]==?$/.test(operator) && (right?.text === 'null' || right?.text === 'undefined'))
    guards.add('nullish');
}
