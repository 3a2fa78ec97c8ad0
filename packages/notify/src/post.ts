import { setTimeout as wait } from 'node:timers/promises';
import { type FetchLimits, guardedFetch, OutboundRefusal } from '@qitops/outbound';

export interface PostOptions extends Pick<FetchLimits, 'allowed' | 'resolve'> {
  /** What a second of waiting lasts, ms; tests make it shorter. */
  secondMs?: number;
}

const TRIES = 3;
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 64 * 1024;
/** Longest wait that a receiver may ask for, seconds. */
const LONGEST_WAIT = 10;

/**
 * Posts JSON to a host that a team named; tries again where that can help.
 * @returns why it did not arrive, with nothing of the URL but its host; null = it did.
 */
export async function post(
  url: string,
  { body, headers }: { body: string; headers: Record<string, string> },
  { secondMs = 1000, ...hosts }: PostOptions,
): Promise<string | null> {
  const ask = guardedFetch({
    ...hosts,
    allowedBy: 'QITOPS_NOTIFY_ALLOW',
    timeoutMs: TIMEOUT_MS,
    maxBytes: MOST_BYTES,
  });
  for (let attempt = 1; ; attempt += 1) {
    const { problem, again } = await once(ask, url, body, headers);
    if (problem === null || again === null || attempt === TRIES) return problem;
    await wait(again * secondMs);
  }
}

/** One try; `again` = seconds after which another makes sense, null = none does. */
async function once(
  ask: typeof fetch,
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ problem: string | null; again: number | null }> {
  try {
    const answer = await ask(url, { method: 'POST', body, headers });
    if (answer.ok) return { problem: null, again: null };
    const said = `it answered ${answer.status}`;
    if (answer.status !== 429 && answer.status < 500) return { problem: said, again: null };
    const asked = Number(answer.headers.get('retry-after') ?? 1);
    return { problem: said, again: Math.min(Number.isFinite(asked) ? asked : 1, LONGEST_WAIT) };
  } catch (error) {
    if (!(error instanceof OutboundRefusal)) return { problem: 'the request could not be made', again: null };
    // the message may have arrived: receivers know it by its id
    return { problem: error.message, again: error.kind === 'network' || error.kind === 'time' ? 1 : null };
  }
}
