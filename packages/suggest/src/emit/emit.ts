import type { Pick } from '../choose.ts';
import type { Outcome } from '../explore/protocol.ts';
import { quoted } from '../literal.ts';
import type { FunctionSignature } from '../source/shape.ts';
import type { TestStyle } from '../style.ts';
import type { Dialect } from './dialect.ts';
import { propertyLines } from './property.ts';
import { restyled } from './restyle.ts';
import { Stage } from './stage.ts';
import type { Staging } from './staging.ts';

/** Functions and classes that a test names. */
export interface Subject {
  /** The name that the test knows it by. */
  local: string;
  exportedAs: string;
  /** A component is shown as markup. */
  kind: FunctionSignature['kind'] | 'component';
  parameters: readonly { name: string }[];
  /** Enums in its inputs that other modules declare, with their paths. */
  enums?: ReadonlyMap<string, string>;
  /** Imports that something stands in for; `path` null = of a package. */
  doubles?: readonly Doubled[];
}

export interface Doubled {
  specifier: string;
  name: string;
  local: string;
  path: string | null;
  /** What is read of it. */
  members: readonly string[];
}

/** A test file in the project's style with one test in it. */
export function emitTest(subject: Subject, title: string, picks: readonly Pick[], style: TestStyle): string {
  const stage = new Stage(style.staging, subject.doubles);
  const body = picks.flatMap((pick, index) => [
    ...stage.set(pick),
    ...statements(subject, pick, style, picks.length > 1 ? `${index + 1}` : ''),
  ]);
  const doubled = doubleLines(subject, picks, style);
  const isAsync = body.some((line) => /\bawait\b/.test(line));
  const code = [
    ...style.imports(importedNames(subject, body, picks), stage.isUsed || doubled.length > 0),
    ...(picks.some(({ observation }) => observation.scenario.property)
      ? [style.importWhole('fast-check', 'fc')]
      : []),
    ...[...(subject.enums ?? [])]
      .filter(([name]) => new RegExp(`\\b${name}\\.`).test(body.join('\n')))
      .map(([name, path]) => style.importFrom(path, name)),
    ...(subject.kind === 'component'
      ? [
          style.importNamed('react', 'createElement'),
          style.importNamed('react-dom/server', 'renderToStaticMarkup'),
        ]
      : []),
    '',
    ...doubled,
    `describe(${quoted(subject.local)}, () => {`,
    ...stage.before.map((line) => `  ${line}`),
    `  ${style.caller}(${quoted(title)}, ${isAsync ? 'async ' : ''}() => {`,
    ...body.map((line) => `    ${line}`),
    '  });',
    '});',
    '',
  ].join('\n');
  return restyled(code, style);
}

/** Puts doubles in the place of imports, for the whole file. */
function doubleLines({ doubles = [] }: Subject, picks: readonly Pick[], style: TestStyle): string[] {
  const doubling = style.staging?.doubling;
  if (!doubling || doubles.length === 0) return [];
  const named = doubles.map((each) => ({ ...each, isFunction: isFunction(each, picks) }));
  const bySpecifier = Map.groupBy(named, ({ specifier }) => specifier);
  return [
    doubling.holder(style.typed),
    ...[...bySpecifier].map(([specifier, all]) =>
      doubling.module(all[0]!.path === null ? specifier : style.specifierOf(all[0]!.path), all, style.typed),
    ),
    '',
  ];
}

/** Whether all that stands in for an import is a function. */
function isFunction(double: Doubled, picks: readonly Pick[]): boolean {
  const given = picks.flatMap(({ observation }) => observation.scenario.doubles?.[keyOf(double)] ?? []);
  return given.length > 0 && given.every((source) => /^(async\s+)?(function\b|\(|\w+\s*=>)/.test(source));
}

/** The subject, and the enums of its module that stand in the code. */
function importedNames(
  subject: Subject,
  body: readonly string[],
  picks: readonly Pick[],
): { name: string; as: string }[] {
  const used = new Set(body.join('\n').match(/\b[A-Z]\w*(?=\.[A-Za-z_])/g) ?? []);
  const enums = [...used].filter(
    (name) => !(name in globalThis) && name !== subject.local && !subject.enums?.has(name),
  );
  const others = picks.flatMap(({ observation: { scenario } }) => scenario.property?.other ?? []);
  for (const other of others) if (!enums.includes(other)) enums.push(other);
  return [{ name: subject.exportedAs, as: subject.local }, ...enums.map((name) => ({ name, as: name }))];
}

function statements(subject: Subject, pick: Pick, style: TestStyle, suffix: string): string[] {
  const { observation, views } = pick;
  const { scenario, seen } = observation;
  const { dialect } = style;
  if (scenario.property) return propertyLines(subject, scenario.property, dialect);
  const lines: string[] = [];
  const args = [...scenario.args];
  const name = (index: number): string => {
    const own = `${localName(subject, index)}${suffix}`;
    if (args[index] !== own) {
      lines.push(`const ${own} = ${args[index]};`);
      args[index] = own;
    }
    return own;
  };
  const [first] = seen.outcomes;
  if (first?.kind === 'argument') name(first.index);
  if (views.includes('identity') && seen.identity !== null && seen.identity >= 0) name(seen.identity);
  const mutable = seen.after.map(({ index }) => index);
  if (views.includes('identity') && seen.identity === -1) for (const index of mutable) name(index);
  if (views.includes('after')) for (const { index } of seen.after) name(index);
  const called = views.includes('called') ? (seen.called ?? []) : [];
  const calls = (at: number): string =>
    `calls${called.length > 1 ? String.fromCharCode(65 + at) : ''}${suffix}`;
  for (const [at, { index, double }] of called.entries()) {
    if (double !== undefined) lines.push(...style.staging!.doubling!.spy(placeOf(subject, double)));
    if (index < 0) continue;
    lines.push(style.typed ? `const ${calls(at)}: unknown[][] = [];` : `const ${calls(at)} = [];`);
    args[index] = recording(args[index]!, calls(at));
  }
  const call = callOf(subject, args);
  const ringing = seen.uses.includes('timers') ? style.staging : null;
  const say = (actual: string, outcome: Outcome, own: string): string[] =>
    outcome.kind === 'time'
      ? [style.staging!.advance(outcome.ms)]
      : outcome.async && ringing
        ? afterTimers(actual, outcome, args, style, own, ringing)
        : asserted(actual, outcome, args, style, own);
  if (scenario.steps.length > 0 && seen.outcomes.length === scenario.steps.length && first) {
    const made = `${subject.kind === 'class' ? lowerFirst(subject.local) : 'made'}${suffix}`;
    lines.push(`const ${made} = ${call};`);
    for (const [n, outcome] of seen.outcomes.entries())
      lines.push(...say(`${made}${scenario.steps[n]}`, outcome, `${suffix}${n + 1}`));
  } else if (views.includes('identity') && first && first.kind !== 'error') {
    const result = `result${suffix}`;
    if (first.async && ringing)
      lines.push(
        `const pending${suffix} = ${call};`,
        ...ringing.flush(),
        `const ${result} = await pending${suffix};`,
      );
    else lines.push(`const ${result} = ${first.async ? 'await ' : ''}${call};`);
    lines.push(...asserted(result, { ...first, async: false } as Outcome, args, style, suffix));
    lines.push(
      ...(seen.identity === -1
        ? mutable.map((index) => dialect.notSame(result, args[index]!))
        : [dialect.same(result, args[seen.identity!]!)]),
    );
  } else if (first) lines.push(...say(call, first, suffix));
  if (views.includes('after'))
    for (const { index, text } of seen.after) lines.push(dialect.deep(args[index]!, text));
  for (const [at, { text, double }] of called.entries())
    lines.push(
      dialect.deep(
        double === undefined ? calls(at) : style.staging!.doubling!.calls(placeOf(subject, double)),
        text,
      ),
    );
  return lines;
}

/** How the subject is called, constructed or shown. */
function callOf({ kind, local }: Subject, args: readonly string[]): string {
  if (kind === 'component') return `renderToStaticMarkup(createElement(${[local, ...args].join(', ')}))`;
  return `${kind === 'class' ? 'new ' : ''}${local}(${args.join(', ')})`;
}

/** `specifier name.method` as the test knows it: `local.method`. */
function placeOf({ doubles = [] }: Subject, key: string): string {
  const double = doubles.find((each) => key === keyOf(each) || key.startsWith(`${keyOf(each)}.`));
  return double ? `${double.local}${key.slice(keyOf(double).length)}` : key;
}

function keyOf({ specifier, name }: { specifier: string; name: string }): string {
  return `${specifier} ${name}`;
}

/** A callback that also notes what it is called with. */
export function recording(callback: string, calls: string): string {
  const arrow = /^(async )?\(([^()]*)\) => ([\s\S]*)$/.exec(callback);
  if (!arrow)
    return `((own) => (...given) => { ${calls}.push(given); return Reflect.apply(own, undefined, given); })(${callback})`;
  const [, prefix = '', parameters = '', body = ''] = arrow;
  const names = parameters.trim() === '' ? '' : `const [${parameters}] = given; `;
  const returned = body.startsWith('{') ? body.slice(1, -1).trim() : `return ${body};`;
  return `${prefix}(...given) => { ${calls}.push(given); ${names}${returned} }`;
}

/** A promise that settles only when timers ring. */
function afterTimers(
  call: string,
  outcome: Outcome,
  args: readonly string[],
  style: TestStyle,
  suffix: string,
  staging: Staging,
): string[] {
  const pending = `pending${suffix}`;
  return [
    `const ${pending} = ${call};`,
    ...(outcome.kind === 'error' ? [`${pending}.catch(() => undefined);`] : []),
    ...staging.flush(),
    ...asserted(pending, outcome, args, style, suffix),
  ];
}

function asserted(
  call: string,
  outcome: Outcome,
  args: readonly string[],
  { dialect, typed }: TestStyle,
  suffix: string,
): string[] {
  const actual = outcome.async ? `await ${call}` : call;
  switch (outcome.kind) {
    case 'error': {
      const error = {
        className: ERROR_CLASSES.has(outcome.name) ? outcome.name : '',
        message: outcome.name === '' ? '' : quoted(outcome.message),
      };
      return [outcome.async ? dialect.rejects(call, error) : dialect.throws(call, error)];
    }
    case 'argument':
      return [dialect.same(actual, args[outcome.index]!)];
    case 'opaque':
      return [
        outcome.type === 'function' || !(outcome.type in globalThis) || outcome.type === 'Object'
          ? dialect.same(
              `typeof ${outcome.async ? `(${actual})` : actual}`,
              quoted(
                outcome.type === 'function' ? 'function' : outcome.type === 'symbol' ? 'symbol' : 'object',
              ),
            )
          : dialect.same(`${outcome.async ? `(${actual})` : actual} instanceof ${outcome.type}`, 'true'),
      ];
    case 'items':
      if (!outcome.more)
        return [dialect.deep(`[...${outcome.async ? `(${actual})` : actual}]`, outcome.text)];
      return [
        `const items${suffix} = ${actual};`,
        dialect.deep(`Array.from({ length: 5 }, () => items${suffix}.next().value)`, outcome.text),
      ];
    case 'asyncItems': {
      const items = `items${suffix}`;
      const enough = outcome.more ? ` if (${items}.length === 5) break;` : '';
      return [
        `const ${items} = [];`,
        `for await (const item of ${call}) { ${items}.push(item);${enough} }`,
        dialect.deep(items, outcome.text),
      ];
    }
    case 'parts': {
      const result = `whole${suffix}`;
      return [
        `const ${result}${typed ? ': any' : ''} = ${actual};`,
        ...outcome.parts.map(({ on, text, isSame }) =>
          isSame
            ? dialect.same(on.replace('%', result), text.replace('%', result))
            : valueAsserted(on.replace('%', result), text, dialect),
        ),
      ];
    }
    case 'time':
      return [];
    case 'value':
      return [valueAsserted(actual, outcome.text, dialect)];
  }
}

function valueAsserted(actual: string, text: string, dialect: Dialect): string {
  if (/^-?\d+\.\d{7,}(e-?\d+)?$|e-/.test(text) && Number.isFinite(Number(text)))
    return dialect.close(actual, text);
  return /^[[{/]|^new |^Object\b/.test(text)
    ? dialect.deep(actual, text)
    : dialect.same(actual, withSeparators(text));
}

/** 12_500 reads better than 12500. */
export function withSeparators(text: string): string {
  return /^-?\d{5,15}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text;
}

const ERROR_CLASSES = new Set([
  'Error',
  'RangeError',
  'TypeError',
  'SyntaxError',
  'URIError',
  'ReferenceError',
]);

/** The parameter's own name where it does not hide another. */
function localName(subject: Subject, index: number): string {
  const name = subject.parameters[index]?.name ?? `value${index + 1}`;
  return RESERVED.has(name) || name === subject.local ? `${name}Given` : name;
}

const RESERVED = new Set([
  'describe',
  'it',
  'test',
  'expect',
  'assert',
  'calls',
  'result',
  'made',
  'arguments',
  'default',
]);

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
