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
const TRIES = 3;

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
export function historyCache(options: CacheOptions): FolderCache {
  const refused = (): string | null =>
    mayWriteHistory(options.event as EventInfo) ? null : 'only runs of the default branch save it';
  return actionsCache(PREFIX, options, refused);
}

/**
 * Answers of a model in the Actions cache. A pull request's run saves for its own next runs alone, and what is restored
 * is judged like an answer.
 */
export function answersCache(options: CacheOptions): FolderCache {
  return actionsCache('qitops-answers-v1-', options, () => null);
}

function actionsCache(
  prefix: string,
  { event, workspace }: CacheOptions,
  refused: () => string | null,
): FolderCache {
  let saves = 0;
  const paths = (folder: string): string[] => [relative(workspace, folder) || '.'];
  const key = (): string =>
    `${prefix}${event.runId}-${event.attempt}-${event.job.replaceAll(',', '_')}-${saves}`;
  return {
    caveat: 'in the Actions cache, which GitHub empties after seven days without use',
    async restore(folder) {
      if (existsSync(folder)) return; // a step before this one brought it
      const { restoreCache } = await import('@actions/cache');
      await restoreCache(paths(folder), key(), [prefix]);
    },
    async save(folder) {
      const reason = refused();
      if (reason !== null) return reason;
      const { saveCache } = await import('@actions/cache');
      try {
        // a key whose upload broke off stays taken, so the next try has another one
        for (let attempt = 1; attempt <= TRIES; attempt += 1) {
          saves += 1;
          if ((await saveCache(paths(folder), key())) > 0) return null;
        }
        // the client says itself, as a warning, what the service refused
        return 'the cache service did not take it';
      } catch (error) {
        return messageOf(error);
      }
    },
  };
}
