import { join } from 'node:path';
import type { GitRunner, ShardExchange } from '@qitops/model';
import type { EventInfo } from '../event.ts';
import { artifactExchange } from './artifact-exchange.ts';
import { refExchange } from './ref-exchange.ts';

/** How the jobs of this run hand results over: by its artifacts, or by refs on a server that has none for us. */
export function shardExchange({
  event: { serverUrl, runId },
  env,
  git,
}: {
  event: Pick<EventInfo, 'serverUrl' | 'runId'>;
  env: Readonly<Record<string, string | undefined>>;
  /** Git in the checkout. */
  git: GitRunner;
}): ShardExchange {
  if (!hasArtifacts(serverUrl)) return refExchange({ git, runId });
  return artifactExchange({ folder: env.RUNNER_TEMP ?? join(process.cwd(), '.qitops') });
}

/** Whether the artifact client of today works there: the rule is its own `isGhes`. */
export function hasArtifacts(serverUrl: string): boolean {
  const host = new URL(serverUrl).hostname.toLowerCase();
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
}
