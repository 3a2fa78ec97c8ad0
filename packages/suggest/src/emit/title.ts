import type { Pick } from '../choose.ts';
import type { Outcome } from '../explore/protocol.ts';
import { type Subject, withSeparators } from './emit.ts';

/** Longest text of a value, and of a whole title. */
const LONGEST_VALUE = 40;
const LONGEST = 110;

/** What the assertions of a test say together: `gives 0 when subtotal is 50_000 and country is "NL"`. */
export function titleFor(subject: Subject, picks: readonly Pick[]): string {
  const [only] = picks;
  if (!only) return '';
  const results = new Set(picks.map((pick) => resultOf(pick)));
  const title =
    picks.length === 1
      ? `${resultOf(only)}${condition(subject, only)}`
      : results.size === 1
        ? `${resultOf(only)} for ${listed(picks.map((pick) => given(pick)))}`
        : listed(picks.map((pick) => `${resultOf(pick)} for ${given(pick)}`));
  return title.length > LONGEST ? `${title.slice(0, LONGEST - 1).trimEnd()}…` : title;
}

function resultOf({ observation, views }: Pick): string {
  const { outcomes, after, identity } = observation.seen;
  const { steps } = observation.scenario;
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
        ? said1(outcomes[0])
        : 'runs';
  const extra: string[] = [];
  if (views.includes('after'))
    extra.push(
      after.some((each) => each.changed) ? 'changes what it is given' : 'leaves what it is given alone',
    );
  if (views.includes('identity'))
    extra.push(identity === -1 ? 'gives a new object' : 'gives back the same object');
  if (views.includes('called')) extra.push('calls back in order');
  return [said, ...extra].join(' and ');
}

function said1(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'error':
      return `${outcome.async ? 'rejects with' : 'throws'} ${outcome.name || 'a value'}${outcome.message ? ` ${shortened(JSON.stringify(outcome.message))}` : ''}`;
    case 'argument':
      return 'gives back what it is given';
    case 'parts':
      return `gives ${partsSaid(outcome)}`;
    case 'opaque':
      return `gives ${/^[aeiou]/i.test(outcome.type) ? 'an' : 'a'} ${outcome.type}`;
    case 'time':
      return `waits ${outcome.ms} ms`;
    case 'items':
    case 'asyncItems':
      return `yields ${shortened(spoken(outcome.text))}${outcome.more ? ' and more' : ''}`;
    case 'value':
      return valueSaid(outcome.text);
  }
}

function partsSaid({ parts }: Extract<Outcome, { kind: 'parts' }>): string {
  const name = parts.find(({ on }) => on === '%.constructor.name')?.text.slice(1, -1) ?? 'object';
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

function valueSaid(text: string): string {
  if (text === 'true' || text === 'false') return `is ${text}`;
  if (text === '[]') return 'gives an empty array';
  if (text === '{}') return 'gives an empty object';
  if (text === "''") return 'gives an empty string';
  return `gives ${shortened(spoken(text))}`;
}

/** ` when subtotal is 50_000 and member is true`. */
function condition(subject: Subject, pick: Pick): string {
  const { args } = pick.observation.scenario;
  if (args.length === 0) return '';
  const named = args.map((value, index) => {
    const name = subject.parameters[index]?.name;
    return name === undefined ? shortened(spoken(value)) : `${name} is ${shortened(spoken(value))}`;
  });
  if (args.length === 1) return ` for ${shortened(spoken(args[0]!))}`;
  return ` when ${listed(named)}`;
}

function given({ observation }: Pick): string {
  const { args, steps } = observation.scenario;
  const values = args.map((value) => shortened(spoken(value)));
  const call =
    values.length === 1 ? values[0]! : values.length === 0 ? 'no arguments' : `(${values.join(', ')})`;
  return steps.length > 0 ? `${call}, then ${shortened(steps.join(' '))}` : call;
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
