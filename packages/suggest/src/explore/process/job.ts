import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Answer, Job } from '../protocol.ts';

export type Scenario = Job['scenarios'][number];
export type Namespace = Record<string, unknown>;

/** Node's own, before the world outside is closed. */
const clock = performance.now.bind(performance);
const usage = process.cpuUsage.bind(process);
export const resources = process.getActiveResourcesInfo.bind(process);

/** Milliseconds of the processor's time: a busy machine takes nothing away from a job. */
export function worked(): number {
  const { user, system } = usage();
  return (user + system) / 1000;
}
export const later = setTimeout;
export const soon = setImmediate;
const [open, write, close] = [openSync, writeSync, closeSync];

/** Writes words to a file, each in the place of the one before. */
export function noteIn(path: string): { note: (word: string) => void } & Disposable {
  const file = open(path, 'w');
  return { note: (word) => void write(file, word.padEnd(12), 0), [Symbol.dispose]: () => close(file) };
}

let startedAt = 0;
/** Most that time limits are stretched. */
const MOST_SLOW = 8;

/** How many times slower than alone the job goes on a busy machine, as far as is known. */
export function slowness(): number {
  const own = worked() - started;
  return own < 20 ? 2 : Math.min(MOST_SLOW, Math.max(1, (clock() - startedAt) / own));
}

/** The job at hand, and what is known of it so far; one after the other, never two at once. */
export let job: Job;
export let answer: Answer;
export let started = 0;
/** The module as the loader knows it, and a word in the address of the copy that is observed. */
export let target = '';
export let original = '';
let count = 0;

export function beginJob(next: Job): void {
  job = next;
  count += 1;
  target = pathToFileURL(next.file).href;
  original = `original${count}`;
  started = worked();
  startedAt = clock();
  // what Stryker's switches count and ask is kept apart from the jobs before
  (globalThis as Namespace).__stryker__ = {};
  answer = { isFunction: false, observations: [], prevented: {}, tried: [], unstable: 0, hangs: 0 };
}

/** A word that no copy of the module had in its address before. */
export function copyName(of: string): string {
  return `switched${count}-${of}`;
}

/** Milliseconds between two signs of life. */
const BEAT_MS = 200;
let lastBeat = 0;
let tellBeat = (): void => undefined;

export function onBeat(tell: () => void): void {
  tellBeat = tell;
}

/** Says, now and then, that work goes on. */
export async function beat(): Promise<void> {
  if (clock() - lastBeat < BEAT_MS) return;
  lastBeat = clock();
  tellBeat();
  await new Promise((resolve) => soon(resolve));
}
