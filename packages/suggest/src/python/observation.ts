import type { ChangedFunction } from '@qitops/model';
import type { Pick as Picked } from '../choose.ts';
import type { Subject } from '../emit/emit.ts';
import type { Observation, Outcome } from '../explore/protocol.ts';
import { blocksOf } from '../in-tool/lines.ts';
import type { PythonOutcome, Seen } from './answer.ts';

/** An observation of the engine with what Python says of it. */
interface PythonObservation extends Observation {
  python: Seen;
}

/** A mutant's id among those of all modules. */
export function mutantId(path: string, id: string): string {
  return `${path} ${id}`;
}

/** In the words that choosing, grouping and titles know. */
export function observationOf(
  seen: Seen,
  fn: Pick<ChangedFunction, 'path' | 'line' | 'endLine'>,
): PythonObservation {
  const ids = (kills: readonly string[]): string[] => kills.map((id) => mutantId(fn.path, id));
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
    blocks: blocksOf(fn, new Set(seen.lines)),
    way: seen.lines.join(),
    kills: { result: ids(seen.kills), after: ids(seen.killsAfter), called: [], identity: [] },
    python: seen,
  };
}

/** What a title says of the callee. */
export function subjectOf(seen: Seen | undefined, fn: ChangedFunction): Subject {
  const callee = seen?.callee ?? fn.name;
  const parameters = (seen?.parameters ?? []).map((name) => ({ name }));
  return { local: callee, exportedAs: callee, kind: 'function', parameters };
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

/** What Python says of a pick. */
export function pythonOf(pick: Picked): Seen {
  return (pick.observation as PythonObservation).python;
}
