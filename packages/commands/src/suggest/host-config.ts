import { Config, type ProposalHost } from '@qitops/model';
import { CONFIG_PATHS } from '../config.ts';
import { parseYaml } from '../yaml-file.ts';

/**
 * The configuration at a commit of a repository that is not checked out: the first of its two places. That it stands in
 * both is said by all that read a checkout.
 */
export async function configOfHost(
  host: ProposalHost,
  repository: { owner: string; name: string },
  commit: string,
): Promise<Config> {
  for (const path of CONFIG_PATHS) {
    const text = await host.fileAt(repository, commit, path);
    if (text !== null) return parseYaml(text, path, Config);
  }
  return {};
}
