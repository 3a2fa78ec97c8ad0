import { z } from 'zod';
import { TestStatus } from '../results.ts';

const Step = z.strictObject({
  name: z.string(),
  status: TestStatus,
  durationMs: z.number().nullable(),
  depth: z.number().int().min(0),
  message: z.string().optional(),
});

const Attachment = z.strictObject({
  name: z.string(),
  contentType: z.string().optional(),
  /** For a person who opens it; the file itself does not travel. */
  path: z.string().nullable(),
  text: z.string().optional(),
});

/** What else one attempt of a test left behind, to be shown with it. */
export const shardDetails = {
  trace: z.string().optional(),
  steps: z.array(Step).optional(),
  stdout: z.string().optional(),
  stderr: z.string().optional(),
  attachments: z.array(Attachment).optional(),
};

/** When and where one attempt ran. */
export const shardTime = {
  startMs: z.number().min(0).max(Date.UTC(2100, 0)).optional(),
  worker: z.string().max(200).optional(),
};

/** Labels or parameters. */
export const ShardValues = z.array(z.strictObject({ name: z.string(), value: z.string() }));

const ShardDetails = z.strictObject(shardDetails);
export type ShardDetails = z.infer<typeof ShardDetails>;
