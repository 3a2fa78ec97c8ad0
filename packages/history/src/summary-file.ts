import { type ObjectStore, SiteSummary } from '@qitops/model';

const KEY = 'summary.json';
/** A summary is a few hundred bytes; more than this is none. */
const LARGEST = 64 * 1024;

/**
 * The last report's figures, for an index of many repositories; null when there are none.
 * @throws Error with a reason when they are damaged or of a version that is not known.
 */
export async function readSummary(store: ObjectStore): Promise<SiteSummary | null> {
  const bytes = await store.read(KEY);
  if (!bytes) return null;
  if (bytes.length > LARGEST) throw new Error(`${KEY} is larger than ${LARGEST / 1024} KiB`);
  const parsed = SiteSummary.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${KEY} is of another version (${issue?.path.join('.')}: ${issue?.code})`);
}

/** Keeps the figures; those that differ in the time of the report alone are not worth a write. */
export async function writeSummary(store: ObjectStore, summary: SiteSummary): Promise<void> {
  const after = SiteSummary.parse(summary); // in the order of the schema
  const before = await readSummary(store).catch(() => null); // damaged: written anew
  if (before && JSON.stringify({ ...before, generatedAt: after.generatedAt }) === JSON.stringify(after))
    return;
  const bytes = Buffer.from(`${JSON.stringify(after, null, 1)}\n`);
  await store.write(new Map([[KEY, bytes]]), 'Keep the figures of the report');
}
