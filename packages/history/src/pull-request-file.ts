import { AnalyzeDocument, SuggestDocument } from '@qitops/model';
import { z } from 'zod';
import { checkVersion } from './run-file.ts';

const PULL_REQUEST_VERSION = 1;

const About = z.object({
  /** As the host told it; whoever opened the pull request wrote it. */
  title: z.string(),
  /** `fork`: its author controls what its run reported. */
  trust: z.enum(['pr', 'fork']),
  /** `<run>/<name>` of what was read, sorted. */
  from: z.array(z.string()),
  /** ISO 8601, UTC. */
  keptAt: z.string(),
});
export type AboutPullRequest = z.infer<typeof About>;

/** What is kept of a head of a pull request: `pr/<number>/<head>.json`. */
const PullRequestFile = z.object({
  v: z.number().int(),
  analysis: AnalyzeDocument.nullable(),
  suggestions: SuggestDocument.nullable(),
  about: About.optional(),
});

/** The documents of one head of a pull request; null = that command did not run. */
export interface PullRequestDocuments {
  analysis: AnalyzeDocument | null;
  suggestions: SuggestDocument | null;
  /** Where they come from; absent = not told. */
  about?: AboutPullRequest | undefined;
}

/** @throws when the head is no commit id, which would be another place in the store. */
export function pullRequestKey(number: number, head: string): string {
  if (!Number.isInteger(number) || number < 1 || !/^[0-9a-f]{7,64}$/.test(head)) {
    throw new Error(`pull request ${number} at "${head}" cannot be stored`);
  }
  return `pr/${number}/${head}.json`;
}

/** Number and head of a stored key; null when it is none. */
export function readPullRequestKey(key: string): { number: number; head: string } | null {
  const match = /^pr\/(\d+)\/([0-9a-f]+)\.json$/.exec(key);
  return match ? { number: Number(match[1]), head: match[2]! } : null;
}

/** @param mask takes credentials out of every text. */
export function encodePullRequest(
  documents: PullRequestDocuments,
  mask: (text: string) => string,
): Uint8Array {
  const masked = (_: string, value: unknown): unknown => (typeof value === 'string' ? mask(value) : value);
  return Buffer.from(JSON.stringify({ v: PULL_REQUEST_VERSION, ...documents }, masked));
}

/** Reads the documents. Throws with a reason when they are damaged or of a version that is not known. */
export function decodePullRequest(bytes: Uint8Array): PullRequestDocuments {
  const file: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  checkVersion(file, PULL_REQUEST_VERSION);
  const { analysis, suggestions, about } = PullRequestFile.parse(file);
  return { analysis, suggestions, about };
}
