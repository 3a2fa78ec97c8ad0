import type { ChangedFunction } from '@qitops/model';
import type { Pick as Picked } from '../choose.ts';
import type { Subject } from '../emit/emit.ts';
import type { Observation, Outcome } from '../explore/protocol.ts';
import { blocksOf } from '../in-tool/lines.ts';
import type { GoFunction, GoInput, GoObservation, GoValue } from './answer.ts';

/** A call and what came of it. */
export interface GoSeen {
  callee: string;
  input: GoInput;
  observation: GoObservation;
}

interface GoExplored extends Observation {
  go: GoSeen;
}

export function mutantId(path: string, id: number): string {
  return `${path} ${id}`;
}

/** In the words that choosing, grouping and titles know; null = nothing of it can be asserted. */
export function observationOf(
  observation: GoObservation,
  { callee, inputs, blocks }: GoFunction,
  fn: Pick<ChangedFunction, 'path' | 'line' | 'endLine'>,
): GoExplored | null {
  const input = inputs![observation.input]!;
  const results = observation.results ?? [];
  const changed = observation.after.flatMap(({ kind, text }, index) =>
    kind === '' ? [] : [{ index, text, changed: true }],
  );
  const said = results.filter(({ kind }) => kind !== 'opaque');
  if (observation.ended === '' && said.length + changed.length === 0) return null;
  const ids = (kills: readonly number[]): string[] => kills.map((id) => mutantId(fn.path, id));
  const call = `.${callee}(${input.args.join(', ')})`;
  return {
    scenario: input.receiver
      ? { args: [input.receiver], steps: [call] }
      : { args: [...input.args], steps: [] },
    seen: {
      outcomes: [outcomeOf(observation, said)],
      after: changed,
      called: null,
      identity: null,
      uses: [],
    },
    blocks: blocksOf(fn, linesOf(blocks ?? [], new Set(observation.blocks))),
    way: observation.blocks.join(),
    kills: { result: ids(observation.kills), after: ids(observation.killsAfter), called: [], identity: [] },
    go: { callee: callee!, input, observation },
  };
}

/** Lines that ran: of nested blocks the innermost says so. */
export function linesOf(
  blocks: readonly { id: number; line: number; end: number }[],
  ran: ReadonlySet<number>,
): Set<number> {
  const lines = new Map<number, { size: number; ran: boolean }>();
  for (const { id, line, end } of blocks)
    for (let at = line; at <= end; at++) {
      const before = lines.get(at);
      if (!before || end - line <= before.size) lines.set(at, { size: end - line, ran: ran.has(id) });
    }
  return new Set([...lines].filter(([, each]) => each.ran).map(([line]) => line));
}

function outcomeOf({ ended, message }: GoObservation, said: readonly GoValue[]): Outcome {
  if (ended === 'panic') return { kind: 'error', name: 'panic', message, async: false };
  const errors = said.filter(({ kind }) => kind === 'error');
  if (errors.length > 0)
    return { kind: 'error', name: 'error', message: JSON.parse(errors[0]!.text) as string, async: false };
  const values = said.filter(({ kind }) => kind === 'value').map(({ text }) => text);
  return { kind: 'value', text: values.join(', ') || 'nil', async: false };
}

/** What a title says of the callee. */
export function subjectOf({ callee, names, inputs }: GoFunction, fn: ChangedFunction): Subject {
  const isMethod = Boolean(inputs?.[0]?.receiver);
  const local = isMethod ? fn.name.split('.')[0]! : (callee ?? fn.name);
  return {
    local,
    exportedAs: local,
    kind: 'function',
    parameters: isMethod ? [] : (names ?? []).map((name) => ({ name })),
  };
}

/** What Go says of a pick. */
export function goOf(pick: Picked): GoSeen {
  return (pick.observation as GoExplored).go;
}
