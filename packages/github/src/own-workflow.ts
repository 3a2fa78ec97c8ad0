import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventInfo } from './event.ts';

/** The YAML of the running workflow as it lies in the checkout; null when it is another repository's or not there. */
export async function ownWorkflow(
  { repository }: EventInfo,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const prefix = `${repository.owner}/${repository.name}/`;
  const [path = ''] = (env.GITHUB_WORKFLOW_REF ?? '').split('@');
  const inside = path.startsWith(prefix) ? path.slice(prefix.length) : '';
  if (!env.GITHUB_WORKSPACE || !/^\.github\/workflows\/[^/]+\.ya?ml$/.test(inside)) return null;
  try {
    return await readFile(join(env.GITHUB_WORKSPACE, inside), 'utf8');
  } catch {
    return null; // nothing was checked out here
  }
}
