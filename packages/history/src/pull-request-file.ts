import { AnalyzeDocument, SuggestDocument } from '@qitops/model';
import { z } from 'zod';
import { checkVersion } from './run-file.ts';

const PULL_REQUEST_VERSION = 1;

/** What is kept of a head of a pull request: `pr/<number>/<head>.json`. */
const PullRequestFile = z.object({
  v: z.number().int(),
  analysis: AnalyzeDocument.nullable(),
  suggestions: SuggestDocument.nullable(),
});

/** The documents of one head of a pull request; null = that command did not run. */
export interface PullRequestDocuments {
  analysis: AnalyzeDocument | null;
  suggestions: SuggestDocument | null;
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

export function encodePullRequest(documents: PullRequestDocuments): Uint8Array {
  return Buffer.from(JSON.stringify({ v: PULL_REQUEST_VERSION, ...documents }));
}

/** Reads the documents. Throws with a reason when they are damaged or of a version that is not known. */
export function decodePullRequest(bytes: Uint8Array): PullRequestDocuments {
  const file: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  checkVersion(file, PULL_REQUEST_VERSION);
  const { analysis, suggestions } = PullRequestFile.parse(file);
  return { analysis, suggestions };
}
