import type { GitRunner, ShardExchange } from '@qitops/model';
import { fetchAllParcels, forgetParcels, readParcel, sendParcel, tidyParcels } from './parcel-refs.ts';
import { receiveAll } from './receive-all.ts';

export interface RefExchangeOptions {
  git: GitRunner;
  runId: string;
  /** The present time; tests have another one. */
  now?: () => Date;
}

const SHARDS = 'refs/qitops/shards/';
/** Days for which a run finds its shards when it is run again; whoever joins takes older ones away. */
const KEPT_DAYS = 7;

/**
 * Jobs that exchange results where there are no artifacts: each pushes a ref of its own,
 * `refs/qitops/shards/<run>/<yyyymmdd>/<name>`, a commit with one file. Nobody clones these refs. They stay while the
 * run may be run again, for "re-run failed jobs" takes the other jobs' results from the attempt before.
 */
export function refExchange({ git, runId, now = () => new Date() }: RefExchangeOptions): ShardExchange {
  const ofThisRun = `${SHARDS}${runId}/`;
  return {
    description: 'refs of this run',
    send: (parcel) => sendParcel(git, ofThisRun, now(), parcel),
    receive: async (wanted) => {
      const held = await fetchAllParcels(git, ofThisRun);
      try {
        const names = new Set(wanted([...new Set(held.map(({ name }) => name))]));
        const twice = new Set(held.map(({ name }) => name).filter((name, i, all) => all.indexOf(name) !== i));
        return await receiveAll(
          held.filter(({ name }, i) => names.has(name) && held.findIndex((one) => one.name === name) === i),
          async (one) => {
            if (twice.has(one.name)) throw new Error('it was left twice');
            return readParcel(git, one);
          },
        );
      } finally {
        await forgetParcels(git, held);
      }
    },
    tidy: () => tidyParcels(git, SHARDS, { now: now(), keptDays: KEPT_DAYS, what: 'shards' }),
  };
}
