import { type Delivery, messageOf, type Parcel } from '@qitops/model';

/** Greatest size of a parcel, bytes. */
export const PARCEL_LIMIT = 256 * 2 ** 20;
/** What is taken of one run at most. */
const LIMITS = { count: 256, bytes: 512 * 2 ** 20 };
const AT_ONCE = 4;

/** Why something is not taken. */
export function tooLarge(limit: number): string {
  return `it is larger than ${limit / 2 ** 20} MiB`;
}

/** Reads what another job left, a few at a time; what cannot be read and what is too much is refused and named. */
export async function receiveAll<T extends { name: string }>(
  listed: readonly T[],
  read: (one: T) => Promise<Uint8Array>,
): Promise<Delivery> {
  const parcels: Parcel[] = [];
  const refused: Delivery['refused'] = [];
  const waiting = listed.slice(0, LIMITS.count);
  for (const { name } of listed.slice(LIMITS.count))
    refused.push({ name, reason: `a run has at most ${LIMITS.count}` });
  let all = 0;
  const worker = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const { name } = one;
      try {
        const bytes = await read(one);
        all += bytes.byteLength;
        if (all > LIMITS.bytes) throw new Error(`all together are larger than ${LIMITS.bytes / 2 ** 20} MiB`);
        parcels.push({ name, bytes });
      } catch (error) {
        refused.push({ name, reason: messageOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  return { parcels: parcels.sort(byName), refused: refused.sort(byName) };
}
