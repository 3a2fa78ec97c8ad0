import { z } from 'zod';
import { SiteSummary } from '../site-data.ts';
import { Visibility } from '../site-org.ts';
import { schemaVersion } from './read.ts';

/** `qitops org`: what of each repository's history was read, and what could not be. */
export const OrgDocument = z.object({
  schemaVersion,
  repositories: z.array(z.object({ repository: z.string(), visibility: Visibility, summary: SiteSummary })),
  unreadable: z.array(z.object({ repository: z.string(), reason: z.string(), remedy: z.string() })),
  /** The strictest of all that are shown: nobody may see the index who may not see each of them. */
  visibility: Visibility,
  files: z.number().int(),
  bytes: z.number().int(),
});
export type OrgDocument = z.infer<typeof OrgDocument>;
