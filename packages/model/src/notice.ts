import { z } from 'zod';

/** What a team may want to be told of. */
export const NoticeKind = z.enum(['new-failure', 'newly-flaky', 'coverage-drop', 'low-confidence']);
export type NoticeKind = z.infer<typeof NoticeKind>;

/** Something that holds now. It is told once, as long as it goes on. */
export const Notice = z.object({
  /** The same for the same affair: a failure's signature, a test, a commit. */
  key: z.string(),
  kind: NoticeKind,
  /** One line; text from outside, not escaped. */
  title: z.string(),
  /** What it rests on, a line each. */
  details: z.array(z.string()),
  /** First commit at which it held; null = not known. */
  since: z.string().nullable(),
});
export type Notice = z.infer<typeof Notice>;

/** What each target was told and still holds, as the history keeps it: `notified.json`. */
export const Notified = z.object({
  v: z.literal(1),
  /** By target and key of the notice; `told` false = it held before the target was first told of anything. */
  targets: z.record(
    z.string(),
    z.record(z.string(), z.object({ title: z.string(), at: z.string(), told: z.boolean() })),
  ),
});
export type Notified = z.infer<typeof Notified>;

/** What is told at once. */
export interface Message {
  /** `owner/name`. */
  repository: string;
  sha: string;
  /** Page of the run, and of the report when it is known. */
  runUrl: string | null;
  /** What is new since the target was told last; never empty. */
  notices: readonly Notice[];
  /** The same for the same message, so that a receiver can tell a second one. */
  id: string;
}
