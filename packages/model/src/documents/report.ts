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

/** `qitops cases …`: the catalogue, or what an import or a check found. */
export const CasesDocument = z.object({
  schemaVersion,
  cases: z.array(z.object({ id: z.string(), title: z.string(), path: z.string() })),
  problems: z.array(z.object({ path: z.string(), line: z.number().int().nullable(), message: z.string() })),
});
export type CasesDocument = z.infer<typeof CasesDocument>;
