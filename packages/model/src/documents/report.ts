import { z } from 'zod';
import { schemaVersion } from './read.ts';

/** `qitops report`: `pages` HTML pages, `files` files in all, `bytes` their sum. */
export const ReportDocument = z.object({
  schemaVersion,
  pages: z.number().int(),
  bytes: z.number().int(),
  files: z.number().int(),
  runs: z.number().int(),
  tests: z.number().int(),
});
export type ReportDocument = z.infer<typeof ReportDocument>;
