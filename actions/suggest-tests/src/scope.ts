import { join } from 'node:path';
import type { ActionOutcome, ActionScope } from '@qitops/action-kit';
import { artifactExchange, type EventInfo } from '@qitops/github';
import { PHASE_BYTES, type ShardExchange } from '@qitops/model';
import type { contract } from '../contract.ts';

export type Scope = ActionScope<typeof contract>;
export type Outcome = ActionOutcome<typeof contract>;

/** Where archives lie until they are read: never in the workspace. */
export function scratchFolder({ env }: Pick<Scope, 'env'>): string {
  return env.RUNNER_TEMP ?? join(process.cwd(), '.qitops');
}

/** How the phases of a run hand on their documents; of the run that ended where this one only publishes. */
export function phaseExchange(scope: Scope, { upstream, repository }: EventInfo): ShardExchange {
  const own = { folder: scratchFolder(scope), limit: PHASE_BYTES };
  if (!upstream) return artifactExchange(own);
  const { owner, name } = repository;
  const from = { runId: upstream.runId, owner, repository: name, token: scope.inputs.token ?? '' };
  return artifactExchange({ ...own, from });
}
