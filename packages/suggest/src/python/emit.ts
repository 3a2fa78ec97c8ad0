import type { Pick } from '../choose.ts';
import type { PythonOutcome, Seen } from './answer.ts';
import { pythonOf } from './observation.ts';

/** A pytest file with one test in it. `name` is the test function's. */
export function emitPytest(module: string, name: string, picks: readonly Pick[]): string {
  const body = picks.flatMap((pick, index) => statements(pick, picks.length > 1 ? `_${index + 1}` : ''));
  const text = body.join('\n');
  const lines = new Set(picks.flatMap((pick) => pythonOf(pick).imports));
  if (/\basyncio\./.test(text)) lines.add('import asyncio');
  if (/\bislice\(/.test(text)) lines.add('from itertools import islice');
  if (/\bmath\./.test(text)) lines.add('import math');
  const standard = [...lines].sort((a, b) => Number(a.startsWith('from')) - Number(b.startsWith('from')));
  const names = new Set(picks.flatMap((pick) => pythonOf(pick).names));
  const groups = [
    standard,
    /\bpytest\./.test(text) ? ['import pytest'] : [],
    [`from ${module} import ${[...names].sort().join(', ')}`],
  ].filter((group) => group.length > 0);
  return `${groups.map((group) => group.join('\n')).join('\n\n')}\n\n\ndef ${name}():\n${body.map((line) => (line ? `    ${line}` : '')).join('\n')}\n`;
}

function statements(pick: Pick, suffix: string): string[] {
  const seen = pythonOf(pick);
  const { outcome, receiver, after } = seen;
  const changed = pick.views.includes('after') ? after : [];
  const lines: string[] = [];
  let on = receiver ?? '';
  if (receiver && seen.use && changed.some(({ index }) => index < 0)) {
    on = `${receiver.split('(')[0]!.toLowerCase().replace(/\W/g, '_')}${suffix}`;
    lines.push(`${on} = ${receiver}`);
  }
  let use = seen.use;
  const bound = new Map<number, string>();
  for (const { index } of changed) {
    if (index < 0 || bound.has(index)) continue;
    const own = `${/^\w+(?==)/.exec(argumentsOf(seen)[index]!)?.[0] ?? seen.parameters[index] ?? 'argument'}${suffix}`;
    bound.set(index, own);
  }
  if (bound.size > 0) {
    const args = argumentsOf(seen).map((source, index) => {
      const own = bound.get(index);
      if (own === undefined) return source;
      const keyword = /^(\w+=)(?!=)/.exec(source)?.[1] ?? '';
      lines.push(`${own} = ${source.slice(keyword.length)}`);
      return keyword + own;
    });
    use = `${use.slice(0, use.indexOf('('))}(${args.join(', ')})`;
  }
  lines.push(...asserted(settled(`${on}${use}`, outcome, suffix, lines), outcome, suffix));
  for (const { index, attribute, text } of changed)
    lines.push(equal(index < 0 ? `${on}.${attribute}` : bound.get(index)!, text));
  return lines;
}

/** The arguments of the call itself, which for a method are not those of its object. */
function argumentsOf({ receiver, use, args, input }: Seen): string[] {
  if (!receiver || !use) return args;
  return (input as [unknown, string[] | null])[1] ?? [];
}

function asserted(call: string, outcome: PythonOutcome, suffix: string): string[] {
  switch (outcome.kind) {
    case 'error': {
      const match = outcome.message ? `, match=${pattern(outcome.message)}` : '';
      return [`with pytest.raises(${outcome.name}${match}):`, `    ${call}`];
    }
    case 'nan':
      return [`assert math.isnan(${call})`];
    case 'opaque':
      return [`assert type(${call}).__name__ == '${outcome.type}'`];
    case 'state': {
      const name = `made${suffix}`;
      return [
        `${name} = ${call}`,
        `assert type(${name}).__name__ == '${outcome.type}'`,
        `assert {name: value for name, value in vars(${name}).items() if not name.startswith('_')} == ${outcome.text}`,
      ];
    }
    case 'value':
      return [equal(call, outcome.text)];
  }
}

function equal(left: string, text: string): string {
  return /^(None|True|False)$/.test(text) ? `assert ${left} is ${text}` : `assert ${left} == ${text}`;
}

/** A call whose coroutine or iterator is taken to its end, or to its first items; may add lines before. */
function settled(call: string, outcome: PythonOutcome, suffix: string, lines: string[]): string {
  switch (outcome.how) {
    case 'await':
      return `asyncio.run(${call})`;
    case 'items':
      return outcome.kind === 'value' && outcome.more ? `list(islice(${call}, 12))` : `list(${call})`;
    case 'async items':
      lines.push(`async def collect${suffix}():`, `    return [each async for each in ${call}]`, '');
      return `asyncio.run(collect${suffix}())`;
    case '':
      return call;
  }
}

/** Source of a regular expression that matches a text. */
function pattern(text: string): string {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return /[^\x20-\x7e]|"|\\$/.test(escaped) ? JSON.stringify(escaped) : `r"${escaped}"`;
}
