import type { Config, ProposalHost } from '@qitops/model';
import { readConfig } from '../config.ts';

/** The configuration at a commit of a repository that is not checked out. */
export function configOfHost(
  host: ProposalHost,
  repository: { owner: string; name: string },
  commit: string,
): Promise<Config> {
  const files = host.files(repository, commit);
  return readConfig((path) => files.text(path));
}
