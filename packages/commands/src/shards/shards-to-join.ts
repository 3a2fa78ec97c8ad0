import type { ShardArrival } from '@qitops/analysis';
import { type Delivery, messageOf, placeName, type ShardDocument, shardName } from '@qitops/model';
import { type ExpectedShard, missingShards } from './choose-shards.ts';
import { parseShard } from './unpack-shard.ts';

/** What other jobs of the run left for this one. */
export interface ShardsToJoin {
  documents: ShardDocument[];
  /** How many there should be. */
  wanted: number;
  refused: { name: string; reason: string }[];
  /** What the workflow promises; null = it cannot be told. */
  expected: ExpectedShard[] | null;
}

/** Opens what was delivered; what is no shard, or another one than its name says, is refused with the reason. */
export function openDelivery(
  { parcels, refused }: Delivery,
  { runId }: { runId: string },
): Pick<ShardsToJoin, 'documents' | 'refused'> {
  const documents: ShardDocument[] = [];
  const problems = [...refused];
  for (const { name, bytes } of parcels) {
    try {
      const document = parseShard(bytes);
      const { place } = document;
      if (place.runId !== runId || shardName(place) !== name) {
        throw new Error('it is of another run or job than its name says');
      }
      documents.push(document);
    } catch (error) {
      problems.push({ name, reason: error instanceof SyntaxError ? 'it is not JSON' : messageOf(error) });
    }
  }
  return { documents, refused: problems };
}

/** What arrived of what was wanted. Jobs that were skipped and may be are not waited for. */
export function arrivalOf(
  join: ShardsToJoin,
  needs: ReadonlyMap<string, string> | null,
  skippable: readonly string[],
): ShardArrival {
  const skipped = (job: string): boolean => needs?.get(job) === 'skipped' && skippable.includes(job);
  const notRun = (join.expected ?? []).filter(({ job }) => skipped(job));
  const expected = join.expected?.filter((one) => !notRun.includes(one)) ?? null;
  const places = join.documents.map(({ place }) => place);
  return {
    wanted: Math.max(0, join.wanted - notRun.length),
    arrived: places.map(placeName).sort(),
    missing: missingShards(places, expected).map(placeName),
    empty: join.documents
      .filter(({ results }) => results.files.length === 0)
      .map(({ place }) => placeName(place)),
    refused: join.refused,
  };
}

/** Whether nothing is missing; true also when nothing is joined. */
export function allArrived(join: ShardsToJoin | undefined): boolean {
  return !join || (join.documents.length >= join.wanted && join.refused.length === 0);
}
