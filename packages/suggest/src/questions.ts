import type { ChangedFunction, Suggestion } from '@qitops/model';
import { literal } from './emit.ts';
import type { CallOutcome, Exploration, Observation } from './explore/explore.ts';
import { suggestionId } from './id.ts';
import type { Value } from './inputs.ts';

/** Most questions that are asked of one function. */
const MOST = 2;

/**
 * Asks about inputs whose result the change altered, one a kind of change. Observations that run what a suggested
 * test asserts are left out: that test says the new value itself.
 */
export function questionsFor(
  fn: ChangedFunction,
  inputs: readonly Value[][],
  now: Exploration,
  before: Exploration | null,
  asserted: (observation: Observation) => boolean,
): Suggestion[] {
  if (!before || before.problem) return [];
  const old = new Map(before.observations.map((each) => [each.input, each.outcome]));
  const seen = new Set<string>();
  const questions: Suggestion[] = [];
  for (const observation of now.observations) {
    const { input, outcome } = observation;
    const was = old.get(input);
    if (!was || asserted(observation) || JSON.stringify(was) === JSON.stringify(outcome)) continue;
    const [base, head] = [outcomeText(was), outcomeText(outcome)];
    if (seen.has(`${base} ${head}`) || questions.length === MOST) continue;
    seen.add(`${base} ${head}`);
    const call = `${fn.name}(${inputs[input]!.map(literal).join(', ')})`;
    questions.push({
      id: suggestionId(fn, 'question', call),
      kind: 'question',
      lane: 'catch',
      target: { path: fn.path, function: fn.name, line: fn.line },
      title: `${call} was ${base}, is ${head}`,
      question: { input: call, base, head },
      author: 'engine',
      typeChecked: null,
    });
  }
  return questions;
}

function outcomeText(outcome: CallOutcome): string {
  if ('error' in outcome) return `${outcome.error}: ${outcome.message}`;
  const { value } = outcome;
  if (typeof value === 'object' && value !== null && '$' in value) return String(value.$);
  return literal(value as Value);
}
