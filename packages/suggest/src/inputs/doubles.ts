import { quoted } from '../literal.ts';
import type { Binding } from '../source/imports.ts';
import type { Mined, Shape } from '../source/shape.ts';
import { valuesOf } from './values.ts';

/** An import that something stands in for, and what: several ways, the usual first. */
export interface Double extends Binding {
  ways: string[];
  /** What is read of it. */
  members: string[];
}

/** What stands in for an import, by the type that it declares, or by what the function does with it. */
export function doubleFor(
  binding: Binding,
  code: string,
  mined: Mined,
  returns: Shape | null,
): Double | null {
  const { local } = binding;
  if (new RegExp(`\\bnew ${local}\\b`).test(code)) return null;
  const methods = [...code.matchAll(new RegExp(`(?<![\\w.])${local}\\.(\\w+(?:\\.\\w+)*)(\\()?`, 'g'))];
  if (methods.length > 0) {
    const members = [...new Set(methods.map(([, path = '']) => path.split('.')[0]!))];
    return { ...binding, members, ways: ofMethods(methods, local, code, mined) };
  }
  if (!new RegExp(`(?<![\\w.])${local}\\(`).test(code)) return null;
  const ways = functions(resultsOf(local, code, mined, returns), isAwaited(local, code, returns));
  return { ...binding, members: [], ways };
}

/** An object with the methods and values that are read of it. */
function ofMethods(
  methods: readonly RegExpMatchArray[],
  local: string,
  code: string,
  mined: Mined,
): string[] {
  const paths = new Map<string, string[]>();
  for (const [, path = '', call] of methods) {
    const name = `${local}.${path}`.replaceAll('.', '\\.');
    const ways = call
      ? functions(resultsOf(name, code, mined, null, path), isAwaited(name, code, null))
      : ["'a'", "'b'"];
    paths.set(path, ways);
  }
  const most = Math.max(...[...paths.values()].map((ways) => ways.length));
  return Array.from({ length: most }, (_, n) =>
    nested([...paths].map(([path, ways]): [string[], string] => [path.split('.'), ways[n] ?? ways[0]!])),
  );
}

/** `{ a: { b: … } }` out of paths. */
function nested(entries: readonly [string[], string][]): string {
  const fields = new Map<string, [string[], string][]>();
  for (const [[head = '', ...rest], value] of entries)
    fields.set(head, [...(fields.get(head) ?? []), [rest, value]]);
  const texts = [...fields].map(([name, inner]) => {
    const whole = inner.find(([rest]) => rest.length === 0);
    return `${name}: ${whole ? whole[1] : nested(inner)}`;
  });
  return `{ ${texts.join(', ')} }`;
}

function functions(results: readonly string[], isAsync: boolean): string[] {
  const prefix = isAsync ? 'async ' : '';
  return [
    ...results
      .slice(0, 5)
      .map((result) => `${prefix}() => ${result.startsWith('{') ? `(${result})` : result}`),
    `${prefix}() => { throw new Error('unavailable'); }`,
  ];
}

function isAwaited(name: string, code: string, returns: Shape | null): boolean {
  if (returns) return returns.kind === 'promise';
  return new RegExp(
    `(?:await|return|all\\(\\[)\\s*${name}\\(|${name}\\([^;]*\\)\\s*\\.(?:then|catch)\\(`,
  ).test(code);
}

function resultsOf(name: string, code: string, mined: Mined, returns: Shape | null, path = ''): string[] {
  const declared = returns?.kind === 'promise' ? returns.of : returns;
  if (declared && declared.kind !== 'unknown') {
    const made = valuesOf(declared, { mined, world: 'object' });
    if (typeof made !== 'string') return made;
  }
  if (/^(exists|is|has)/.test(path)) return ['true', 'false'];
  if (/^read\w*File/.test(path)) {
    const text = `'${JSON.stringify(Object.fromEntries(keysRead(mined).map((key, n) => [key, n + 1])))}'`;
    return [...(code.includes('JSON.parse') ? [text, "'not json'"] : []), "'a\\nb\\n'", "''"];
  }
  const read = new RegExp(`${name}\\([^;]*?\\)\\)?\\.(\\w+)`).exec(code)?.[1];
  const plain = guesses(mined);
  return read && !/^(then|catch|finally)$/.test(read) ? [...plain, 'null'] : plain;
}

/** Objects with what the function reads of them, each kind of value by what the name says. */
export function guesses(mined: Mined): string[] {
  const keys = keysRead(mined);
  if (keys.length === 0) return ['{ a: 1 }', 'null', '[]', '1', "'a'"];
  const object = (second: boolean): string =>
    `{ ${keys.map((key, n) => `${key}: ${valueFor(key, n + (second ? 10 : 1))}`).join(', ')} }`;
  const own = object(false);
  const wrapped = keys
    .filter((key) => /^(data|body|result|payload)$/.test(key))
    .map((key) => `{ ...${own}, ${key}: ${own} }`);
  return [...wrapped, own, 'null', `[${own}, ${object(true)}]`, '[]', object(true), '{}'];
}

const OF_VALUES =
  /^(length|map|filter|forEach|reduce|push|find|some|every|sort|join|slice|split|trim|then|catch|toString|includes|toFixed|toISOString|log|error|warn|parse|stringify|json|text|keys|values|entries|max|min|floor|round|ceil|abs|all|env|stack|call|apply)$/;

function keysRead({ keys }: Mined): string[] {
  return keys.filter((key) => /^[a-z]\w*$/i.test(key) && !OF_VALUES.test(key)).slice(0, 8);
}

function valueFor(key: string, n: number): string {
  if (/^(is|has|can|should)[A-Z]|^(ok|active|enabled|deleted|success|verified)$/.test(key))
    return String(n < 10);
  if (/(items|rows|list|results|users|lines|entries|tags|records)$/i.test(key)) return `[{ id: ${n} }]`;
  if (
    /(name|title|email|text|label|message|type|kind|role|url|path|slug|currency|country|token|key)$/i.test(
      key,
    )
  )
    return quoted(`${key}${n}`);
  if (/(At|Date|date)$/.test(key)) return "'2024-06-15T12:00:00.000Z'";
  return String(n);
}
