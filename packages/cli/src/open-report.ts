import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandContext, Git } from '@qitops/commands';
import { UserError } from '@qitops/model';
import type { Outcome } from './outcome.ts';
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
  const { env } = context;
  const token = env.GH_TOKEN || env.GITHUB_TOKEN;
  if (!token)
    throw new UserError({
      what: 'no token to read artifacts with: GitHub gives them to nobody without one',
      remedy: 'set GH_TOKEN to a token with `actions: read` of the repository (`GH_TOKEN=$(gh auth token)`)',
    });
  const [owner, name] = await placeOf(context, repository);
  const { fetchReport } = await import('@qitops/github');
  const folder = await mkdtemp(join(tmpdir(), 'qitops-open-'));
  try {
    const apiUrl = env.GITHUB_API_URL ?? 'https://api.github.com';
    const site = join(folder, 'report');
    const { runId, createdAt } = await fetchReport({ apiUrl, owner, repository: name, token, folder: site });
    context.log.info(`Report of run ${runId} of ${owner}/${name}, ${createdAt}`);
    return await serve(context, site, port);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function placeOf(context: CommandContext, repository: string | null): Promise<[string, string]> {
  const text = repository ?? (await remote(context));
  const [owner, name, ...rest] = text
    .replace(/^(?:https:\/\/[^/]+\/|git@[^:]+:|ssh:\/\/[^/]+\/)/, '')
    .replace(/\.git$/, '')
    .split('/');
  if (owner && name && rest.length === 0) return [owner, name];
  throw new UserError({
    what: 'does not name a repository',
    where: text || 'the remote origin',
    remedy: 'write it as `qitops open owner/name`',
  });
}

async function remote({ cwd }: CommandContext): Promise<string> {
  const { code, stdout } = await new Git(cwd).run(['remote', 'get-url', 'origin']);
  return code === 0 ? stdout.toString('utf8').trim() : '';
}
