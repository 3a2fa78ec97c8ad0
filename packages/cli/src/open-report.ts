import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '@qitops/commands';
import { UserError } from '@qitops/model';
import type { Outcome } from './outcome.ts';
import { githubToken, remoteRepository } from './remote-repository.ts';
import { serve } from './serve.ts';

/**
 * Fetches the newest report that a run of the default branch left as an artifact, with the user's token, and serves it
 * until the process is interrupted.
 * @param repository `owner/name`; null = that of the remote `origin`.
 */
export async function openReport(
  context: CommandContext,
  repository: string | null,
  port: number,
): Promise<Outcome> {
  const token = githubToken(context);
  if (!token)
    throw new UserError({
      what: 'no token to read artifacts with: GitHub gives them to nobody without one',
      remedy: 'set GH_TOKEN to a token with `actions: read` of the repository (`GH_TOKEN=$(gh auth token)`)',
    });
  const { owner, name, apiUrl } = await remoteRepository(context, repository);
  const { fetchReport } = await import('@qitops/github');
  const folder = await mkdtemp(join(tmpdir(), 'qitops-open-'));
  try {
    const site = join(folder, 'report');
    const { runId, createdAt } = await fetchReport({ apiUrl, owner, repository: name, token, folder: site });
    context.log.info(`Report of run ${runId} of ${owner}/${name}, ${createdAt}`);
    return await serve(context, site, port);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
