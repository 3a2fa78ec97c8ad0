import { z } from 'zod';
import { schemaVersion } from './read.ts';

/** `qitops init --org`: what an organization sets up once; nothing is written. */
export const InitOrgDocument = z.object({
  schemaVersion,
  /** Patterns for "allow selected actions". */
  allow: z.array(z.string()),
  /** The workflow that repositories call, and the job with which they do. */
  workflow: z.object({ path: z.string(), content: z.string() }),
  callingJob: z.string(),
  /** Body for `POST /orgs/{org}/rulesets`. */
  ruleset: z.unknown(),
  /** The check to require. */
  check: z.string(),
});
export type InitOrgDocument = z.infer<typeof InitOrgDocument>;
