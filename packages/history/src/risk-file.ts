import { type ObjectStore, RiskFile } from '@qitops/model';

const KEY = 'risk.json';

/** The risk model of the repository; null when there is none or it cannot be read: it is fitted again. */
export async function readRisk(store: ObjectStore): Promise<RiskFile | null> {
  const bytes = await store.read(KEY);
  if (!bytes) return null;
  try {
    return RiskFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return null; // a cache of what git and the history say
  }
}

export async function writeRisk(store: ObjectStore, file: RiskFile): Promise<void> {
  await store.write(new Map([[KEY, Buffer.from(`${JSON.stringify(file)}\n`)]]), 'Fit the risk model');
}
