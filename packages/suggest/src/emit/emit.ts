import type { Pick } from '../choose.ts';
import type { Outcome } from '../explore/protocol.ts';
import { quoted } from '../literal.ts';
import type { FunctionSignature } from '../source/shape.ts';
import type { TestStyle } from '../style.ts';
import type { Dialect } from './dialect.ts';
import { restyled } from './restyle.ts';

/** Functions and classes that a test names. */
export interface Subject {
  /** The name that the test knows it by. */
  local: string;
  exportedAs: string;
  kind: FunctionSignature['kind'];
  parameters: readonly { name: string }[];
}

/** A test file in the project's style with one test in it. */
export function emitTest(subject: Subject, title: string, picks: readonly Pick[], style: TestStyle): string {
  const body = picks.flatMap((pick, index) =>
    statements(subject, pick, style, picks.length > 1 ? `${index + 1}` : ''),
  );
  const isAsync = body.some((line) => /\bawait\b/.test(line));
  const code = [
    ...style.imports(importedNames(subject, body)),
    '',
    `describe(${quoted(subject.local)}, () => {`,
    `  ${style.caller}(${quoted(title)}, ${isAsync ? 'async ' : ''}() => {`,
    ...body.map((line) => `    ${line}`),
    '  });',
    '});',
    '',
  ].join('\n');
  return restyled(code, style);
}

/** The subject, and the enums of its module that stand in the code. */
function importedNames(subject: Subject, body: readonly string[]): { name: string; as: string }[] {
  const used = new Set(body.join('\n').match(/\b[A-Z]\w*(?=\.[A-Za-z_])/g) ?? []);
  const enums = [...used].filter((name) => !(name in globalThis) && name !== subject.local);
  return [{ name: subject.exportedAs, as: subject.local }, ...enums.map((name) => ({ name, as: name }))];
}

function statements(subject: Subject, pick: Pick, style: TestStyle, suffix: string): string[] {
  const { observation, views } = pick;
  const { scenario, seen } = observation;
  const { dialect } = style;
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
  const calls = `calls${suffix}`;
  if (views.includes('called') && seen.called) {
    lines.push(style.typed ? `const ${calls}: unknown[][] = [];` : `const ${calls} = [];`);
    args[seen.called.index] = recording(args[seen.called.index]!, calls);
  }
  const call = `${subject.kind === 'class' ? 'new ' : ''}${subject.local}(${args.join(', ')})`;
  if (scenario.steps.length > 0 && seen.outcomes.length === scenario.steps.length && first) {
    const made = `${subject.kind === 'class' ? lowerFirst(subject.local) : 'made'}${suffix}`;
    lines.push(`const ${made} = ${call};`);
    for (const [n, outcome] of seen.outcomes.entries())
      lines.push(...asserted(`${made}${scenario.steps[n]}`, outcome, args, dialect, `${suffix}${n + 1}`));
  } else if (views.includes('identity') && first && first.kind !== 'error') {
    const result = `result${suffix}`;
    lines.push(`const ${result} = ${first.async ? 'await ' : ''}${call};`);
    lines.push(...asserted(result, { ...first, async: false } as Outcome, args, dialect, suffix));
    lines.push(
      ...(seen.identity === -1
        ? mutable.map((index) => dialect.notSame(result, args[index]!))
        : [dialect.same(result, args[seen.identity!]!)]),
    );
  } else if (first) lines.push(...asserted(call, first, args, dialect, suffix));
  if (views.includes('after'))
    for (const { index, text } of seen.after) lines.push(dialect.deep(args[index]!, text));
  if (views.includes('called') && seen.called) lines.push(dialect.deep(calls, seen.called.text));
  return lines;
}

/** A callback that also notes what it is called with. */
export function recording(callback: string, calls: string): string {
  const arrow = /^(async )?\(([^()]*)\) => ([\s\S]*)$/.exec(callback);
  if (!arrow) return callback;
  const [, prefix = '', parameters = '', body = ''] = arrow;
  const names = parameters.trim() === '' ? '' : `const [${parameters}] = given; `;
  const returned = body.startsWith('{') ? body.slice(1, -1).trim() : `return ${body};`;
  return `${prefix}(...given) => { ${calls}.push(given); ${names}${returned} }`;
}

function asserted(
  call: string,
  outcome: Outcome,
  args: readonly string[],
  dialect: Dialect,
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
