import type { Pick } from '../choose.ts';
import type { Outcome } from '../explore/protocol.ts';
import { type Condition, conditionInWords } from './condition-words.ts';
import { type Subject, withSeparators } from './emit.ts';
import { propertySaid } from './property.ts';

/** Longest text of a value, of a condition, and of a whole title. */
const LONGEST_VALUE = 32;
const LONGEST_CONDITION = 60;
export const LONGEST_TITLE = 90;

/**
 * What the assertions of a test say together: `throws RangeError when weight is negative`. `conditions` are those of
 * the source on which the test turns, the most telling first.
 */
export function titleFor(
  subject: Subject,
  picks: readonly Pick[],
  conditions: readonly Condition[] = [],
): string {
  const [only] = picks;
  if (!only) return '';
  const properties = picks.flatMap(({ observation: { scenario } }) => scenario.property ?? []);
  if (properties.length > 0)
    return shorter(properties.map(propertySaid)).find((way) => way.length <= LONGEST_TITLE)!;
  const results = [...new Set(picks.map((pick) => resultOf(subject, pick)))];
  const when = conditionOf(conditions);
  const inputs = picks.map((pick) => given(pick));
  const ways: string[] = [];
  if (results.length === 1) {
    if (when) ways.push(`${results[0]} when ${when}`);
    if (picks.length === 1) ways.push(`${results[0]}${circumstances(subject, only)}`);
    ways.push(...shorter(inputs).map((some) => `${results[0]} for ${some}`), results[0]!);
  } else {
    const each = picks.map((pick, n) => `${resultOf(subject, pick)} for ${inputs[n]}`);
    ways.push(...shorter(each));
    if (when) ways.push(...shorter(results).map((some) => `${some} when ${when}`));
    ways.push(...shorter(results));
  }
  return (
    ways.find((way) => way.length <= LONGEST_TITLE) ??
    `${ways
      .at(-1)!
      .slice(0, LONGEST_TITLE - 1)
      .trimEnd()}…`
  );
}

/** All of a list, then fewer and fewer of it, with how many are left out. */
function shorter(parts: readonly string[]): string[] {
  const all = [...new Set(parts)];
  return all.map((_, left) =>
    left === 0 ? listed(all) : `${all.slice(0, all.length - left).join(', ')} and ${left} more`,
  );
}

function conditionOf(conditions: readonly Condition[]): string | null {
  for (const condition of conditions) {
    const words = conditionInWords(condition);
    if (words && words.length <= LONGEST_CONDITION) return words;
  }
  return null;
}

function resultOf(subject: Subject, { observation, views }: Pick): string {
  const { outcomes, after, identity } = observation.seen;
  const { steps, args } = observation.scenario;
  const said =
    steps.length > 0 && outcomes.length === steps.length
      ? outcomes
          .map((outcome, n) =>
            outcome.kind === 'time'
              ? said1(outcome)
              : `${said1(outcome)} from ${shortened(steps[n]!.replace(/^\./, ''))}`,
          )
          .join(', then ')
      : outcomes[0]
        ? (markupSaid(subject, outcomes[0]) ?? unchanged(subject, outcomes[0], args) ?? said1(outcomes[0]))
        : 'runs';
  const extra: string[] = [];
  if (views.includes('after'))
    extra.push(
      after.some((each) => each.changed) ? 'changes what it is given' : 'leaves what it is given alone',
    );
  if (views.includes('identity'))
    extra.push(identity === -1 ? 'returns a new object' : 'returns the same object');
  if (views.includes('called')) extra.push('makes the expected calls');
  return [said, ...extra].join(' and ');
}

/** What a component shows. */
function markupSaid(subject: Subject, outcome: Outcome): string | null {
  if (subject.kind !== 'component' || outcome.kind !== 'value') return null;
  const markup = outcome.text.slice(1, -1);
  if (markup === '') return 'shows nothing';
  const words = markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? 'shows no text' : `shows ${shortened(`'${words}'`)}`;
}

/** That the first argument comes back as it was. */
function unchanged(subject: Subject, outcome: Outcome, args: readonly string[]): string | null {
  const name = subject.parameters[0]?.name;
  if (outcome.kind !== 'value' || !name || outcome.text !== args[0] || !/^['[{]./.test(outcome.text))
    return null;
  return /^(''|\[\]|\{\})$/.test(outcome.text) ? null : `returns ${name} unchanged`;
}

function said1(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'error':
      return `${outcome.async ? 'rejects with' : 'throws'} ${outcome.name || 'a value'}${outcome.message ? ` ${shortened(JSON.stringify(outcome.message))}` : ''}`;
    case 'argument':
      return 'returns what it is given';
    case 'parts':
      return `returns ${partsSaid(outcome)}`;
    case 'opaque':
      return `returns ${/^[aeiou]/i.test(outcome.type) ? 'an' : 'a'} ${outcome.type}`;
    case 'time':
      return `waits ${outcome.ms} ms`;
    case 'items':
    case 'asyncItems':
      return outcome.text === '[]'
        ? 'yields nothing'
        : `yields ${shortened(spoken(outcome.text))}${outcome.more ? ' and more' : ''}`;
    case 'value':
      return valueSaid(outcome.text);
  }
}

function partsSaid({ parts }: Extract<Outcome, { kind: 'parts' }>): string {
  const status = parts.find(({ on }) => on === '%.status')?.text;
  if (status) return `${/^[45]/.test(status) ? 'an error' : 'a response'} with status ${status}`;
  const name = parts.find(({ on }) => on === '%.constructor.name')?.text.slice(1, -1) ?? 'object';
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** Values that have a name of their own. */
const WORDS: Readonly<Record<string, string>> = {
  true: 'is true',
  false: 'is false',
  undefined: 'returns nothing',
  '[]': 'returns an empty list',
  '{}': 'returns an empty object',
  "''": 'returns an empty string',
  'new Map()': 'returns an empty map',
  'new Set()': 'returns an empty set',
};

function valueSaid(text: string): string {
  return WORDS[text] ?? `returns ${shortened(spoken(text))}`;
}

/** ` when subtotal is 50_000 and member is true`. */
function circumstances(subject: Subject, pick: Pick): string {
  const { args, steps } = pick.observation.scenario;
  if (steps.length > 0) return ` for ${given(pick)}`;
  if (args.length === 0) return '';
  if (args.length === 1) return ` for ${described(args[0]!, subject.parameters[0]?.name)}`;
  const all = args.map((value, index) => {
    const name = subject.parameters[index]?.name;
    return name === undefined ? shortened(spoken(value)) : `${name} ${state(value)}`;
  });
  return ` when ${listed(all)}`;
}

const STATES: Readonly<Record<string, string>> = {
  '[]': 'is empty',
  "''": 'is empty',
  '{}': 'is empty',
  undefined: 'is missing',
};

function state(value: string): string {
  return STATES[value] ?? `is ${shortened(spoken(value))}`;
}

const KINDS: Readonly<Record<string, string>> = {
  '[]': 'an empty list',
  "''": 'an empty string',
  '{}': 'an empty object',
  undefined: 'nothing',
  'new Map()': 'an empty map',
  'new Set()': 'an empty set',
};

function described(value: string, name?: string): string {
  return (
    KINDS[value] ?? (/^-\d/.test(value) && name ? `a negative ${name} (${value})` : shortened(spoken(value)))
  );
}

function given({ observation }: Pick): string {
  const { args, steps } = observation.scenario;
  const values = args.map((value) => shortened(spoken(value)));
  const [one] = args;
  const call =
    args.length === 1 ? described(one!) : args.length === 0 ? 'no arguments' : `(${values.join(', ')})`;
  return steps.length > 0 ? `${call}, then ${shortened(steps.map(stepSaid).join(' '))}` : call;
}

function stepSaid(step: string): string {
  return step.startsWith('@') ? `after ${step.slice(1)} ms` : step;
}

/** A value in a title: strings in double quotes, so that the title's own need no escape. */
function spoken(text: string): string {
  if (/^'(?:[^'\\]|\\.)*'$/.test(text)) return JSON.stringify(new Function(`return ${text}`)());
  return withSeparators(text).replace(/'((?:[^'\\"]|\\[^"])*)'/g, '"$1"');
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE - 1)}…` : line;
}

function listed(parts: readonly string[]): string {
  const all = [...new Set(parts)];
  const last = all.pop() ?? '';
  return all.length > 0 ? `${all.join(', ')} and ${last}` : last;
}
