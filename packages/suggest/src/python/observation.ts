import type { ChangedFunction } from '@qitops/model';
import type { Pick, Place } from '../choose.ts';
import type { Subject } from '../emit/emit.ts';
import type { Observation, Outcome } from '../explore/protocol.ts';
import type { PythonOutcome, Seen } from './answer.ts';

/** An observation of the engine with what Python says of it. */
export interface PythonObservation extends Observation {
  python: Seen;
}

/** In the words that choosing, grouping and titles know. */
export function observationOf(seen: Seen, fn: Pick2<ChangedFunction, 'line' | 'endLine'>): PythonObservation {
  const ran = new Set(seen.lines);
  const blocks: Observation['blocks'] = [];
  for (let line = fn.line; line <= fn.endLine; line++) blocks.push({ ...spanOf(line), ran: ran.has(line) });
  return {
    scenario: { args: seen.args, steps: seen.receiver && seen.use ? [seen.use] : [] },
    seen: {
      outcomes: [outcomeOf(seen.outcome)],
      after: seen.after.map(({ index, attribute, text }) => ({
        index,
        text: attribute ? `${attribute} = ${text}` : text,
        changed: true,
      })),
      called: null,
      identity: null,
      uses: [],
    },
    blocks,
    way: seen.lines.join(),
    kills: { result: seen.kills, after: seen.killsAfter, called: [], identity: [] },
    python: seen,
  };
}

type Pick2<T, K extends keyof T> = { [P in K]: T[P] };

/** Lines as places that do not overlap. */
function spanOf(line: number): { start: number; end: number } {
  return { start: line * 2, end: line * 2 + 1 };
}

export function placeOf(line: number): Place {
  return { ...spanOf(line), line };
}

/** What a title says of the callee. */
export function subjectOf({ callee, parameters }: Seen): Subject {
  return {
    local: callee,
    exportedAs: callee,
    kind: 'function',
    parameters: parameters.map((name) => ({ name })),
  };
}

function outcomeOf(outcome: PythonOutcome): Outcome {
  switch (outcome.kind) {
    case 'error':
      return { kind: 'error', name: outcome.name, message: outcome.message, async: false };
    case 'opaque':
      return { kind: 'opaque', type: outcome.type, async: false };
    case 'state':
      return { kind: 'value', text: `${outcome.type} with ${outcome.text}`, async: false };
    case 'nan':
      return { kind: 'value', text: 'nan', async: false };
    case 'value':
      return /items/.test(outcome.how)
        ? { kind: 'items', text: outcome.text, more: outcome.more, async: false }
        : { kind: 'value', text: outcome.text, async: false };
  }
}

/** The picks of one test, which are Python's. */
export function pythonOf(pick: Pick): Seen {
  return (pick.observation as PythonObservation).python;
}
