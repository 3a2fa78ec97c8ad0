import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';

export interface GatewayOptions {
  /** `GITHUB_API_URL`. */
  apiUrl: string;
  token: string;
  /** Time for all requests and waits together, ms; after it nothing is retried. */
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

const DEFAULT_BUDGET_MS = 60_000;
const DEFAULT_REQUEST_MS = 20_000;
const RETRIES = 2;

/**
 * Builds the client. Octokit is loaded here and not before. Reads and idempotent writes are retried on server
 * errors and lost connections; rate limits are waited for (`retry-after`, `x-ratelimit-reset`) while the time
 * budget lasts.
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const deadline = Date.now() + (options.budgetMs ?? DEFAULT_BUDGET_MS);
  const secondMs = options.secondMs ?? 1000;
  const requestMs = options.requestMs ?? DEFAULT_REQUEST_MS;
  const mayWait = (seconds: number): boolean => Date.now() + seconds * secondMs < deadline;
  const pause = (seconds: number): Promise<void> => wait(seconds * secondMs);
  let calls = 0;

  const timedFetch: typeof fetch = async (input, init) => {
    for (;;) {
      calls += 1;
      const left = Math.max(1, Math.min(requestMs, deadline - Date.now()));
      const response = await fetch(input, { ...init, signal: AbortSignal.timeout(left) });
      const seconds = tooManyRequests(response);
      if (seconds === null || !mayWait(seconds)) return response;
      await response.body?.cancel();
      await pause(seconds);
    }
  };

  const Client = Octokit.plugin(retry, throttling);
  const octokit = new Client({
    auth: options.token,
    baseUrl: options.apiUrl,
    userAgent: 'qitops',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch: timedFetch },
    retry: {
      retries: RETRIES,
      retryAfterBaseValue: secondMs,
      doNotRetry: [400, 401, 403, 404, 410, 413, 422, 429, 451],
    },
    throttle: {
      // Each client keeps its own queue, and one comment a run needs no pause between notifications.
      id: randomUUID(),
      ...{ triggersNotification: () => false },
      retryAfterBaseValue: secondMs,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
    },
  });
  return { octokit, calls: () => calls, mayWait, pause };
}

/** Every failure reaches the caller as an error; Octokit's own remarks would only repeat it in the log. */
function ignore(): void {}

/** Seconds to wait after a 429, which the plugins do not take from `retry-after`; null for any other answer. */
function tooManyRequests(response: Response): number | null {
  if (response.status !== 429) return null;
  const seconds = Number(response.headers.get('retry-after') ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 60;
}
