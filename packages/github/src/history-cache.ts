import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { type FolderCache, type HistoryPlaces, messageOf, UserError } from '@qitops/model';
import { type EventInfo, mayWriteHistory } from './event.ts';
import { githubGitData } from './git-data.ts';
import { patiently } from './patiently.ts';

export interface CacheOptions {
  event: Pick<EventInfo, 'runId' | 'attempt' | 'job' | 'name' | 'ref' | 'defaultBranch'>;
  /** `GITHUB_WORKSPACE`: a cache is known by the paths in it, which differ from runner to runner. */
  workspace: string;
}

const PREFIX = 'qitops-history-v1-';
const TRIES = 3;
/** Largest folder that is kept there, bytes: a history is cut down before it is larger. */
const BYTES = 64 * 2 ** 20;
/** Of two caches, that which was built on an earlier one is restored, not a younger one that began anew. */
const GROWN = 'on-';
const BEGUN = 'new-';

/** Where GitHub can keep the history: the API of its refs, and the Actions cache. Nothing is loaded before it is used. */
export function githubHistory({ event, token }: { event: EventInfo; token: string }): HistoryPlaces {
  const { apiUrl, repository } = event;
  return {
    api: githubGitData({ apiUrl, repository, token }),
    cache: historyCache({ event, workspace: process.env.GITHUB_WORKSPACE ?? process.cwd() }),
  };
}

/**
 * The history in the Actions cache: every save is a cache of its own, and the newest is restored. The client does not
 * tell a service that failed from a cache that is not there, so a history that began anew never hides one that grew.
 * Only runs of the default branch save, so that a pull request cannot plant one.
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
  // beside the folder, so that the next steps of the job know it too
  const restored = (folder: string): string => `${folder}.restored`;
  const key = (begin: string): string =>
    `${prefix}${begin}${event.runId}-${event.attempt}-${event.job.replaceAll(',', '_')}-${saves}`;
  return {
    caveat: 'in the Actions cache, which GitHub empties after seven days without use',
    async restore(folder) {
      if (existsSync(folder)) return; // a step before this one brought it
      const { restoreCache } = await import('@actions/cache');
      const older = [`${prefix}${GROWN}`, `${prefix}${BEGUN}`];
      const found = await patiently(() => restoreCache(paths(folder), key(GROWN), older), {
        what: 'the look into the Actions cache',
        bytes: BYTES,
      }).catch((error: unknown) => {
        throw new UserError({
          what: messageOf(error),
          where: 'the Actions cache',
          remedy: 'run the job again; nothing that was stored is lost',
        });
      });
      if (found) await writeFile(restored(folder), found);
    },
    async save(folder) {
      const reason = refused();
      if (reason !== null) return reason;
      const { saveCache } = await import('@actions/cache');
      try {
        // a key whose upload broke off stays taken, so the next try has another one
        for (let attempt = 1; attempt <= TRIES; attempt += 1) {
          saves += 1;
          const own = key(existsSync(restored(folder)) ? GROWN : BEGUN);
          const save = () => saveCache(paths(folder), own);
          if ((await patiently(save, { what: 'the save to the Actions cache', bytes: BYTES })) > 0)
            return null;
        }
        // the client says itself, as a warning, what the service refused
        return 'the cache service did not take it';
      } catch (error) {
        return messageOf(error);
      }
    },
  };
}
