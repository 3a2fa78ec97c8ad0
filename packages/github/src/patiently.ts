import { setTimeout as later } from 'node:timers';
import { type Patience, stepPatience } from './patience.ts';

export interface PatientWork {
  /** What is done, in words for the message: `the upload of the report`. */
  what: string;
  /** Bytes that are moved at most; they take their own time. */
  bytes?: number;
  /** Absent = that of the step. */
  patience?: Patience;
  /** Least time that is given when the patience is used up, ms. */
  leastMs?: number;
}

/** Slowest transfer that is waited for, bytes a ms: half a megabyte a second. */
const SLOWEST = 500;
/** A last resort is tried even when nothing is left: what could not be said elsewhere goes into it. */
const LEAST_MS = 15_000;

/**
 * Waits for a client that has time limits of its own, which are minutes, for as long as the step has patience and its
 * bytes take. What fails is paid with patience, what works is not.
 * @throws what the work throws, or that the service did not answer in time; the work itself cannot be stopped.
 */
export async function patiently<T>(work: () => Promise<T>, options: PatientWork): Promise<T> {
  const { what, bytes = 0, patience = stepPatience(), leastMs = LEAST_MS } = options;
  const limit = Math.max(patience.leftMs, leastMs) + bytes / SLOWEST;
  const begun = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = later(() => {
      reject(new Error(`${what}: the service did not answer in ${Math.ceil(limit / 1000)} s`));
    }, limit);
  });
  try {
    return await Promise.race([work(), tooLong]);
  } catch (error) {
    patience.spend(Date.now() - begun);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
