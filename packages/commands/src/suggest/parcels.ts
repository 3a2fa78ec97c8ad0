import {
  type HandingPhase,
  newestPhaseParcel,
  PHASE_DOCUMENTS,
  phaseParcel,
  type ShardExchange,
  UserError,
} from '@qitops/model';
import type { z } from 'zod';

type DocumentOf<P extends HandingPhase> = z.infer<(typeof PHASE_DOCUMENTS)[P]>;

/** Hands the document of a phase to the jobs after it. */
export async function sendPhase<P extends HandingPhase>(
  exchange: ShardExchange,
  phase: P,
  attempt: number,
  document: DocumentOf<P>,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  await exchange.send({ name: phaseParcel(phase, attempt), bytes });
}

/**
 * The document that a phase handed on in this run; null when it left none.
 * @throws UserError when there is one that cannot be read or is of another shape.
 */
export async function receivePhase<P extends HandingPhase>(
  exchange: ShardExchange,
  phase: P,
): Promise<DocumentOf<P> | null> {
  const { parcels, refused } = await exchange.receive((names) => newestPhaseParcel(names, phase));
  const [parcel] = parcels;
  if (refused[0])
    throw new UserError({
      what: `could not be taken: ${refused[0].reason}`,
      where: refused[0].name,
      remedy: 'run the workflow again',
    });
  return parcel ? parsePhase(phase, new TextDecoder().decode(parcel.bytes), parcel.name) : null;
}

/** Like {@link receivePhase}; @throws UserError also when there is none. */
export async function requirePhase<P extends HandingPhase>(
  exchange: ShardExchange,
  phase: P,
): Promise<DocumentOf<P>> {
  return (await receivePhase(exchange, phase)) ?? missingPhase(phase, exchange.description);
}

/** @throws UserError that says which job is missing. */
export function missingPhase(phase: HandingPhase, where: string): never {
  throw new UserError({
    what: `the phase ${phase} left no document`,
    where,
    remedy: `have a job with \`phase: ${phase}\` before this one and name it in \`needs\``,
  });
}

/**
 * A phase's document from its text.
 * @throws UserError when it is none.
 */
export function parsePhase<P extends HandingPhase>(phase: P, text: string, where: string): DocumentOf<P> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError({ what: 'is not JSON', where, remedy: `write it with the phase ${phase}` });
  }
  const parsed = PHASE_DOCUMENTS[phase].safeParse(value);
  if (parsed.success) return parsed.data as DocumentOf<P>;
  const [issue] = parsed.error.issues;
  throw new UserError({
    what: `is no document of the phase ${phase}: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    where,
    remedy: `write it with the phase ${phase} of the same version of qitops`,
  });
}
