import type { MatrixPlace } from '@qitops/action-kit';
import type { EventInfo } from '@qitops/github';
import { UserError } from '@qitops/model';

/** What this job does for its run. */
export type Role =
  /** It ran the tests and judges them. */
  | { kind: 'alone' }
  /** It ran some of the tests; the last job judges, of which there may be none if nobody said so. */
  | { kind: 'part'; said: boolean }
  /** It joins what so many others measured, and judges. */
  | { kind: 'last'; wanted: number }
  /** It comments what the run of a pull request from outside found: that run may not. */
  | { kind: 'relay' };

const MOST_SHARDS = 256;

/**
 * The role by the event, the input `shards` and the matrix.
 * @throws UserError when `shards` is neither a count nor `part`.
 */
export function roleOf(
  shards: string | null,
  { matrix }: Pick<MatrixPlace, 'matrix'>,
  event: EventInfo,
): Role {
  if (event.name === 'workflow_run') return { kind: 'relay' };
  if (shards === null) return matrix === null ? { kind: 'alone' } : { kind: 'part', said: false };
  if (shards === 'part') return { kind: 'part', said: true };
  const wanted = /^\d{1,3}$/.test(shards) ? Number(shards) : 0;
  if (wanted >= 1 && wanted <= MOST_SHARDS) return { kind: 'last', wanted };
  throw new UserError({
    where: 'input shards',
    what: `${JSON.stringify(shards.slice(0, 60))} is not allowed`,
    remedy: `give how many jobs there are to join, 1 to ${MOST_SHARDS}, or \`part\` in a job that is one of them`,
  });
}
