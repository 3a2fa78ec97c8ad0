import type { SiteCaseDetail, SiteCaseRow, SiteCases, SiteManifest } from '@qitops/model';
import { load } from './data.ts';

/** One case with everything that is known of it. */
export type WholeCase = Omit<SiteCaseRow, 'covers'> & SiteCaseDetail;

/** The case of an id; null when the catalogue has none. */
export async function loadCase(manifest: SiteManifest, id: string): Promise<WholeCase | null> {
  const cases = manifest.files.cases ? await load<SiteCases>(manifest.files.cases) : null;
  const index = cases?.rows.findIndex((row) => row.id === id) ?? -1;
  if (!cases || index < 0) return null;
  const { folder, per } = cases.details;
  const details = await load<SiteCaseDetail[]>(`${folder}/${Math.floor(index / per)}.json`);
  return { ...cases.rows[index]!, ...details[index % per]! };
}
