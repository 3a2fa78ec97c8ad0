import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import { Patience, stepPatience } from './patience.ts';

export interface GatewayOptions {
  /** `GITHUB_API_URL`. */
  apiUrl: string;
  token: string;
  /** What failed requests and waits may cost together, ms; absent = what the step has left. */
  budgetMs?: number;
  /** Time for one request, ms. */
  requestMs?: number;
  /** What a second of waiting lasts, ms; tests make it shorter. */
  secondMs?: number;
}

/** A client of the REST API with its retries, and how much of it was used. */
export interface Gateway {
  octokit: Octokit;
  /** Requests sent so far, retries included. */
  calls(): number;
  /** Whether there is time to wait so many seconds and try again. */
  mayWait(seconds: number): boolean;
  /** Waits so many seconds. */
  pause(seconds: number): Promise<void>;
}

const DEFAULT_REQUEST_MS = 20_000;
const RETRIES = 2;
/** What a request is answered with when there is no patience left to send it. */
export const GIVEN_UP = 408;

/**
 * Builds the client. Octokit is loaded here and not before. Reads and idempotent writes are retried on server
 * errors and lost connections; rate limits are waited for (`retry-after`, `x-ratelimit-reset`) while there is
 * patience. When it is used up nothing more is sent.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const [{ Octokit }, { retry }, { throttling }, { default: Bottleneck }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
    import('bottleneck/light.js'),
  ]);
  const patience = options.budgetMs === undefined ? stepPatience() : new Patience(options.budgetMs);
  const secondMs = options.secondMs ?? 1000;
  const requestMs = options.requestMs ?? DEFAULT_REQUEST_MS;
  const mayWait = (seconds: number): boolean => seconds * secondMs < patience.leftMs;
  const takesWait = (seconds: number): boolean => {
    const may = mayWait(seconds);
    if (may) patience.spend(seconds * secondMs);
    return may;
  };
  const pause = async (seconds: number): Promise<void> => {
    patience.spend(seconds * secondMs);
    await wait(seconds * secondMs);
  };
  let calls = 0;

  /** One request; what a failed one costs, and the second before the next, is spent. */
  const sent: typeof fetch = async (input, init) => {
    if (patience.leftMs === 0) return givenUp(patience);
    calls += 1;
    const begun = Date.now();
    const failed = (): void => patience.spend(Date.now() - begun + secondMs);
    try {
      const signal = AbortSignal.timeout(Math.min(requestMs, patience.leftMs));
      const response = await fetch(input, { ...init, signal });
      if (response.status >= 500) failed();
      return response;
    } catch (error) {
      failed();
      throw error;
    }
  };
  const patientFetch: typeof fetch = async (input, init) => {
    for (;;) {
      const response = await sent(input, init);
      const seconds = tooManyRequests(response);
      if (seconds === null || !takesWait(seconds)) return response;
      await response.body?.cancel();
      await wait(seconds * secondMs);
    }
  };

  const Client = Octokit.plugin(retry, throttling);
  const octokit = new Client({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: 'qitops',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch: patientFetch },
    retry: {
      retries: RETRIES,
      retryAfterBaseValue: secondMs,
      doNotRetry: [400, 401, 403, 404, GIVEN_UP, 410, 413, 422, 429, 451],
    },
    throttle: {
      // Each client keeps its own queue, and one comment a run needs no pause between notifications.
      id: randomUUID(),
      ...{ triggersNotification: () => false },
      retryAfterBaseValue: secondMs,
      // a second between writes, as GitHub asks for
      write: new Bottleneck.Group({ maxConcurrent: 1, minTime: secondMs }),
      onRateLimit: takesWait,
      onSecondaryRateLimit: takesWait,
    },
  });
  return { octokit, calls: () => calls, mayWait, pause };
}

/** Every failure reaches the caller as an error; Octokit's own remarks would only repeat it in the log. */
function ignore(): void {}

function givenUp({ wholeMs }: Patience): Response {
  const message = `its errors and limits took the ${wholeMs / 1000} s that a step waits for it`;
  const headers = { 'content-type': 'application/json' };
  return new Response(JSON.stringify({ message }), { status: GIVEN_UP, headers });
}

/** Seconds to wait after a 429, which the plugins do not take from `retry-after`; null for any other answer. */
function tooManyRequests(response: Response): number | null {
  if (response.status !== 429) return null;
  const seconds = Number(response.headers.get('retry-after') ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 60;
}
