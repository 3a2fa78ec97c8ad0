import { z } from 'zod';
import { Evidence } from './evidence.ts';

/** A change offered to people: nothing is written until someone accepts it. */
export const Proposal = z.object({
  id: z.string(),
  title: z.string(),
  files: z.array(z.object({ path: z.string(), content: z.string() })),
  limits: z.object({ maxFiles: z.number().int(), writeGlobs: z.array(z.string()) }),
  rationale: z.string(),
  risk: z.enum(['low', 'medium', 'high']),
  evidence: z.array(Evidence),
});
export type Proposal = z.infer<typeof Proposal>;

/** Something worth saying about a place in the code. */
export const Finding = z.object({
  kind: z.string(),
  level: z.enum(['error', 'warning', 'notice']),
  path: z.string().nullable(),
  line: z.number().int().nullable(),
  title: z.string(),
  message: z.string(),
  evidence: z.array(Evidence),
});
export type Finding = z.infer<typeof Finding>;

/** A figure with its unit, for pages and later for benchmarks. */
export const Metric = z.object({
  name: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  n: z.number().int(),
});
export type Metric = z.infer<typeof Metric>;
