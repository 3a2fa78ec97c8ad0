import { Notified, type ObjectStore } from '@qitops/model';

const KEY = 'notified.json';

/** What the targets of notifications were told; null = nothing yet, or it cannot be read any more. */
export async function readNotified(store: ObjectStore): Promise<Notified | null> {
  const bytes = await store.read(KEY);
  if (!bytes) return null;
  try {
    return Notified.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return null; // a note, not evidence: it is written anew
  }
}

/** Keeps what the targets were told; `change` may run again when another writer came first. */
export function rewriteNotified(
  store: ObjectStore,
  change: (current: Notified | null) => Notified,
): Promise<void> {
  const work = async (): Promise<Map<string, Uint8Array>> => {
    const before = await readNotified(store);
    const after = change(before);
    if (JSON.stringify(after) === JSON.stringify(before)) return new Map();
    return new Map([[KEY, Buffer.from(`${JSON.stringify(after, null, 1)}\n`)]]);
  };
  return store.rewrite(work, 'Note what was told', 'kept');
}
