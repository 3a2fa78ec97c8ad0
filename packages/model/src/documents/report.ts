import { z } from 'zod';
import { Notice } from '../notice.ts';
import { schemaVersion } from './read.ts';

/** `qitops report`: `pages` HTML pages, `files` files in all, `bytes` their sum. */
export const ReportDocument = z.object({
  schemaVersion,
  pages: z.number().int(),
  bytes: z.number().int(),
  files: z.number().int(),
  runs: z.number().int(),
  tests: z.number().int(),
  /** What holds at the newest commit of the default branch that a team may want to be told of. */
  notices: z.array(Notice),
});
export type ReportDocument = z.infer<typeof ReportDocument>;
