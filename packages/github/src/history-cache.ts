import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { type FolderCache, type HistoryPlaces, messageOf } from '@qitops/model';
import { type EventInfo, mayWriteHistory } from './event.ts';
import { githubGitData } from './git-data.ts';

export interface CacheOptions {
  event: Pick<EventInfo, 'runId' | 'attempt' | 'job' | 'name' | 'ref' | 'defaultBranch'>;
  /** `GITHUB_WORKSPACE`: a cache is known by the paths in it, which differ from runner to runner. */
  workspace: string;
}

const PREFIX = 'qitops-history-v1-';

/** Where GitHub can keep the history: the API of its refs, and the Actions cache. Nothing is loaded before it is used. */
export function githubHistory({ event, token }: { event: EventInfo; token: string }): HistoryPlaces {
  const { apiUrl, repository } = event;
  return {
    api: githubGitData({ apiUrl, repository, token }),
    cache: historyCache({ event, workspace: process.env.GITHUB_WORKSPACE ?? process.cwd() }),
  };
}

/**
 * The history in the Actions cache: every save is a cache of its own, and the newest with the prefix is restored. Only
 * runs of the default branch save, so that a pull request cannot plant one.
 */
export function historyCache({ event, workspace }: CacheOptions): FolderCache {
  let saves = 0;
  const paths = (folder: string): string[] => [relative(workspace, folder) || '.'];
  const key = (): string =>
    `${PREFIX}${event.runId}-${event.attempt}-${event.job.replaceAll(',', '_')}-${saves}`;
  return {
    caveat: 'in the Actions cache, which GitHub empties after seven days without use',
    async restore(folder) {
      if (existsSync(folder)) return; // a step before this one brought it
      const { restoreCache } = await import('@actions/cache');
      await restoreCache(paths(folder), key(), [PREFIX]);
    },
    async save(folder) {
      if (!mayWriteHistory(event as EventInfo)) return 'only runs of the default branch save it';
      const { saveCache } = await import('@actions/cache');
      saves += 1;
      try {
        // the client says itself, as a warning, what the service refused
        return (await saveCache(paths(folder), key())) > 0 ? null : 'the cache service did not take it';
      } catch (error) {
        return messageOf(error);
      }
    },
  };
}
