import { messageOf, type ObjectStore, Quarantine } from '@qitops/model';

const KEY = 'quarantine.json';

export interface ReadQuarantine {
  value: Quarantine;
  /** Why nothing is quarantined though there is a file; null = all is well. */
  problem: string | null;
}

/** The quarantine of a store; an empty one when there is none, and, with the reason, when it cannot be read. */
export async function readQuarantine(store: ObjectStore): Promise<ReadQuarantine> {
  const none: Quarantine = { v: 1, tests: [] };
  const bytes = await store.read(KEY);
  if (!bytes) return { value: none, problem: null };
  try {
    return { value: Quarantine.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))), problem: null };
  } catch (error) {
    return { value: none, problem: `${KEY}: ${messageOf(error).split('\n')[0]!.slice(0, 200)}` };
  }
}

/** Changes the quarantine; worked out again when another writer came first. A file that cannot be read is not overwritten. */
export async function rewriteQuarantine(
  store: ObjectStore,
  change: (current: Quarantine) => Quarantine,
): Promise<void> {
  const work = async (): Promise<Map<string, Uint8Array>> => {
    const { value, problem } = await readQuarantine(store);
    if (problem) throw new Error(problem);
    const next = change(value);
    if (JSON.stringify(next) === JSON.stringify(value)) return new Map();
    return new Map([[KEY, Buffer.from(`${JSON.stringify(next, null, 1)}\n`)]]);
  };
  await store.rewrite(work, 'Update the quarantine', 'kept');
}
