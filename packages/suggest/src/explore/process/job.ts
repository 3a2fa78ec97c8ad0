import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Answer, Job } from '../protocol.ts';

export type Scenario = Job['scenarios'][number];
export type Namespace = Record<string, unknown>;

export const job = JSON.parse(readFileSync(0, 'utf8')) as Job;
/** The module as the loader knows it. */
export const target = pathToFileURL(job.file).href;
/** Node's own, before the world outside is closed. */
export const write = writeFileSync;
export const now = performance.now.bind(performance);
export const later = setTimeout;
export const started = now();
/** What the current call was kept from doing. */
export const touched = new Set<string>();
export const answer: Answer = {
  isFunction: false,
  observations: [],
  prevented: {},
  tried: [],
  unstable: 0,
  hangs: 0,
};
