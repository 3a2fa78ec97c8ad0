import { z } from 'zod';
import { type TestPlace, TestStatus } from '../results.ts';
import { MeasuredSidecar } from './patch-coverage.ts';
import { CoverageFile, ReadFile, schemaVersion } from './read.ts';
import { ShardValues, shardDetails, shardTime } from './shard-details.ts';

/** What several jobs of a run are told apart by. */
export const ShardPlace = z.strictObject({
  runId: z.string(),
  attempt: z.number().int().positive(),
  job: z.string(),
  /** First 8 hex of the matrix context's hash; `0` outside a matrix. */
  cell: z.string().regex(/^(0|[0-9a-f]{8})$/),
  /** The matrix context itself, for people; null outside a matrix. */
  matrix: z.record(z.string(), z.json()).nullable(),
});
export type ShardPlace = z.infer<typeof ShardPlace>;

const ShardTest = z.strictObject({
  name: z.string(),
  suite: z.array(z.string()),
  file: z.string().nullable(),
  line: z.number().int().optional(),
  status: TestStatus,
  ms: z.number().nullable(),
  message: z.string().optional(),
  seed: z
    .string()
    .regex(/^\w{1,64}$/)
    .optional(),
  suiteLevel: z.literal(true).optional(),
  framework: z.string(),
  /** Absent = 0. */
  ordinal: z.number().int().positive().optional(),
  /** Earlier attempts, oldest first; absent = none. */
  attempts: z
    .array(
      z.strictObject({
        status: TestStatus,
        ms: z.number().nullable(),
        message: z.string().optional(),
        ...shardTime,
        ...shardDetails,
      }),
    )
    .optional(),
  tags: z.array(z.string()).optional(),
  labels: ShardValues.optional(),
  parameters: ShardValues.optional(),
  ...shardTime,
  ...shardDetails,
});
export type ShardTest = z.infer<typeof ShardTest>;

const count = z.number().int().min(0).max(0xffff_ffff);
const ratio = z.strictObject({ covered: count, total: count });

const shardSource = z.strictObject({
  path: z.string(),
  /** Lines, each as its distance from the one before, and their hits. */
  lines: z.array(count),
  hits: z.array(count),
  /** Four numbers an arm: line, block, arm, hits; ascending. */
  arms: z.array(count),
  /** False when a report gave counts only. */
  identified: z.boolean(),
  functions: z.array(z.strictObject({ name: z.string(), line: count, hits: count })),
  /** Totals of a report that has no lines for this file. */
  declared: z.strictObject({ lines: ratio, branches: ratio, functions: ratio }).optional(),
});
const ShardSource = shardSource.refine(
  ({ lines, hits, arms }) =>
    lines.length === hits.length &&
    arms.length % 4 === 0 &&
    lines.every((distance, index) => distance > 0 || index === 0) &&
    lines.reduce((sum, distance) => sum + distance, 0) <= 0xffff_ffff,
  'has numbers that do not belong together',
);
export type ShardSource = z.infer<typeof ShardSource>;

/** What one job of a run read, for the last job to join. Whoever writes it is not trusted: unknown keys are errors. */
export const ShardDocument = z.strictObject({
  schemaVersion,
  kind: z.literal('shard'),
  place: ShardPlace,
  measured: MeasuredSidecar.strict(),
  /** When the job read its reports, ISO 8601, UTC. */
  readAt: z.iso.datetime(),
  /** Absolute path of the checkout in that job: it is taken out of the tests' names. */
  root: z.string(),
  results: z.strictObject({ files: z.array(ReadFile.strict()), tests: z.array(ShardTest) }),
  coverage: z.strictObject({ files: z.array(CoverageFile.strict()), sources: z.array(ShardSource) }),
});
export type ShardDocument = z.infer<typeof ShardDocument>;

/** The name under which a shard travels: `qitops-<job>-<cell>-a<attempt>`. */
export function shardName({ job, cell, attempt }: Pick<ShardPlace, 'job' | 'cell' | 'attempt'>): string {
  return `qitops-${job}-${cell}-a${attempt}`;
}

/** The parts of a {@link shardName}; null for any other text. */
export function parseShardName(name: string): Pick<ShardPlace, 'job' | 'cell' | 'attempt'> | null {
  const match = /^qitops-([A-Za-z0-9_-]+)-(0|[0-9a-f]{8})-a([1-9]\d{0,8})$/.exec(name);
  return match ? { job: match[1]!, cell: match[2]!, attempt: Number(match[3]) } : null;
}

/** GitHub cuts the names of jobs there too, in characters. */
const LONGEST_NAME = 100;

/** A job as GitHub shows it: its id, and the values of its matrix in brackets. */
export function placeName({ job, matrix }: TestPlace): string {
  const values = Object.values(matrix ?? {}).map((value) =>
    value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value),
  );
  const name = values.length === 0 ? job : `${job} (${values.join(', ')})`;
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}
