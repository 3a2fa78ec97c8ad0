import { z } from 'zod';
import { Evidence } from '../evidence.ts';
import { schemaVersion } from './read.ts';

/** One thing that qitops can do for the repository, and what it lacks. */
export const DoctorFeature = z.object({
  id: z.string(),
  /** Null = not known from here: only GitHub, or a machine that holds the history, can tell. */
  works: z.boolean().nullable(),
  /** What is not there, or not known; null when nothing is missing. */
  missing: z.string().nullable(),
  /** What to do about it. */
  remedy: z.string().nullable(),
  /** What the answer rests on. */
  evidence: z.array(Evidence),
});
export type DoctorFeature = z.infer<typeof DoctorFeature>;

/** `qitops doctor`. */
export const DoctorDocument = z.object({ schemaVersion, features: z.array(DoctorFeature) });
export type DoctorDocument = z.infer<typeof DoctorDocument>;
