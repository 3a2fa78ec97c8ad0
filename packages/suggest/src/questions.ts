import type { ChangedFunction, Suggestion } from '@qitops/model';
import { withSeparators } from './emit/emit.ts';
import { propertySaid } from './emit/property.ts';
import type { Exploration } from './explore/explore.ts';
import type { Observation, Outcome } from './explore/protocol.ts';
import { suggestionId } from './id.ts';
import type { Target } from './subject.ts';

/** Characters of a result that can be told in a question. */
const LONGEST = 200;
/** Most questions that are asked of one function. */
const MOST = 2;

/**
 * Asks about inputs whose result the change altered, one a kind of change. Observations that run what a suggested
 * test asserts are left out: that test says the new value itself.
 */
export function questionsFor(
  { fn, named }: Pick<Target, 'fn' | 'named'>,
  now: Exploration,
  before: Exploration | null,
  asserted: (observation: Observation) => boolean,
): Suggestion[] {
  const seen = new Set<string>();
  const questions: Suggestion[] = [];
  for (const { observation, was } of differences(now, before)) {
    if (asserted(observation)) continue;
    const [base, head] = spokenApart(was, observation.seen.outcomes);
    if (base.length > LONGEST || head.length > LONGEST) continue;
    if (seen.has(`${base} ${head}`) || base === head || questions.length === MOST) continue;
    seen.add(`${base} ${head}`);
    const { args, steps, property } = observation.scenario;
    const call = property
      ? `${named.local} ${propertySaid(property)}`
      : `${named.kind === 'class' ? 'new ' : ''}${named.local}(${args.map(withSeparators).join(', ')})${steps.join(' ')}`;
    questions.push(question(fn, call, base, head));
  }
  return questions;
}

/** Inputs that give something else at the head than at the base. */
export function differences(
  now: Exploration,
  before: Exploration | null,
): { observation: Observation; was: Outcome[] }[] {
  if (!before || before.problem) return [];
  const key = ({ scenario }: Observation): string => JSON.stringify(scenario);
  const old = new Map(before.observations.map((each) => [key(each), each.seen]));
  return now.observations.flatMap((observation) => {
    const was = old.get(key(observation));
    if (!was || JSON.stringify(was.outcomes) === JSON.stringify(observation.seen.outcomes)) return [];
    return isOfDoubles(observation, was.outcomes) ? [] : [{ observation, was: was.outcomes }];
  });
}

/** Whether a difference tells of what stands in for imports: those of the base may be others. */
function isOfDoubles({ scenario, seen }: Observation, was: readonly Outcome[]): boolean {
  if (Object.keys(scenario.doubles ?? {}).length === 0) return false;
  return [...was, ...seen.outcomes].some(
    (outcome) => outcome.kind === 'error' && /^(TypeError|ReferenceError|Error)$/.test(outcome.name),
  );
}

function question(fn: ChangedFunction, call: string, base: string, head: string): Suggestion {
  return {
    id: suggestionId(fn, 'question', call),
    kind: 'question',
    lane: 'catch',
    target: { path: fn.path, function: fn.name, line: fn.line },
    title: `${call} was ${base}, is ${head}`,
    question: { input: call, base, head },
    author: 'engine',
    typeChecked: null,
  };
}

function spoken(outcomes: readonly Outcome[]): string {
  return outcomes.map(outcomeText).join(', then ');
}

/** Two results in words; of values that are told in parts, the parts that differ. */
function spokenApart(was: readonly Outcome[], is: readonly Outcome[]): [string, string] {
  const without = (outcomes: readonly Outcome[], others: readonly Outcome[]): Outcome[] =>
    outcomes.map((outcome, n) => {
      const other = others[n];
      if (outcome.kind !== 'parts' || other?.kind !== 'parts') return outcome;
      const same = new Set(other.parts.map(({ on, text }) => `${on} ${text}`));
      const parts = outcome.parts.filter(({ on, text }) => !same.has(`${on} ${text}`));
      return { ...outcome, parts: parts.length > 0 ? parts : outcome.parts };
    });
  return [spoken(without(was, is)), spoken(without(is, was))];
}

function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'error':
      return `${outcome.async ? 'rejected with ' : ''}${outcome.name}${outcome.message ? `: ${outcome.message}` : ''}`;
    case 'argument':
      return 'the object that went in';
    case 'parts':
      return outcome.parts.map(({ on, text }) => `${on.replace('%', 'it')} = ${text}`).join(', ');
    case 'opaque':
      return `a ${outcome.type}`;
    case 'time':
      return `${outcome.ms} ms went by`;
    default:
      return withSeparators(outcome.text);
  }
}
