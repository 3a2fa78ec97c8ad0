import { maskSecrets } from '@qitops/escape';
import { ModelRefusal, type RefusalKind } from '@qitops/model';
import { OutboundRefusal } from '@qitops/outbound';
import { at } from './protocol.ts';

/** A refusal, and what may be done about it. */
export interface Failure {
  refusal: ModelRefusal;
  /** The service turned the request away before any work: it costs nothing. */
  free: boolean;
  /** The service does not know the way the answer was asked for, perhaps. */
  format: boolean;
  /** Milliseconds after which one more try makes sense; null = none does. */
  retryInMs: number | null;
}

/** Longest wait that a service may ask for. */
const LONGEST_WAIT_MS = 10_000;

/** Turns whatever a client threw into a refusal that names the host and holds no secret. */
export function failureOf(
  error: unknown,
  { host, key, shortWaitMs }: { host: string; key: string; shortWaitMs: number },
): Failure {
  const own = ownRefusal(error);
  if (own)
    return {
      refusal: own,
      free: own.kind === 'address',
      format: false,
      retryInMs: own.kind === 'network' ? shortWaitMs : null,
    };
  const status = at(error, 'status');
  if (typeof status === 'number') return ofStatus(status, error, host, key, shortWaitMs);
  const name = error instanceof Error ? error.constructor.name : typeof error;
  if (/Timeout|Abort/.test(name)) return after('time', `${host} did not answer in time`, null);
  if (/Connection/.test(name)) return after('network', `the connection to ${host} failed`, shortWaitMs);
  return after('malformed', `${host} answered with what cannot be read (${name})`, null);
}

function after(kind: RefusalKind, message: string, retryInMs: number | null): Failure {
  return { refusal: new ModelRefusal(kind, message), free: false, format: false, retryInMs };
}

/** Clients wrap what the fetch threw. */
function ownRefusal(error: unknown): ModelRefusal | null {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof ModelRefusal) return current;
    if (current instanceof OutboundRefusal) return new ModelRefusal(current.kind, current.message);
    current = current.cause;
  }
  return null;
}

const KINDS = new Map<number, [kind: RefusalKind, words: string]>([
  [401, ['key', 'does not accept the key: check the secret that holds it']],
  [402, ['key', 'asks for payment: check the account']],
  [403, ['key', 'does not let the key do this: check its permissions']],
  [404, ['no-such-model', 'does not know the model or the address: check QITOPS_MODEL and the base URL']],
  [408, ['time', 'took too long']],
  [409, ['service', 'reports a conflict']],
  [413, ['request', 'finds the request too large']],
  [429, ['rate-limit', 'has no quota left for now']],
  [503, ['overloaded', 'is overloaded']],
  [529, ['overloaded', 'is overloaded']],
]);

function ofStatus(status: number, error: unknown, host: string, key: string, shortWaitMs: number): Failure {
  const [kind, words] =
    KINDS.get(status) ??
    (status >= 500
      ? (['service', 'failed'] as const)
      : status >= 400
        ? (['request', 'does not accept the request'] as const)
        : (['malformed', 'answered out of its protocol'] as const));
  const said = scrubbed(error instanceof Error ? error.message : '', key);
  const headers = (error as { headers?: unknown }).headers;
  return {
    refusal: new ModelRefusal(kind, `${host} ${words} (${status}${said ? `: ${said}` : ''})`),
    free: status >= 400 && status < 500 && status !== 408,
    format: status === 400 || status === 422,
    retryInMs: waitOf(status, headers instanceof Headers ? headers : new Headers(), shortWaitMs),
  };
}

/** A 429 without `retry-after` is a spend cap or an empty account: asking again does not help. */
function waitOf(status: number, headers: Headers, shortWaitMs: number): number | null {
  if (headers.get('x-should-retry') === 'false') return null;
  if (![408, 409, 429].includes(status) && status < 500) return null;
  const text = headers.get('retry-after');
  if (text === null) return status === 429 ? null : shortWaitMs;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return wait >= 0 && wait <= LONGEST_WAIT_MS ? wait : null;
}

/** Most characters of a service's own words. */
const MOST_WORDS = 160;

/** Text of a service as one line without secrets. */
export function scrubbed(text: string, key: string): string {
  const hidden = maskSecrets(withoutKey(text, key)).replace(/[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ');
  // a page of HTML says nothing
  return /<(?:!doctype|html)/i.test(hidden) ? '' : hidden.trim().slice(0, MOST_WORDS);
}

/** Takes a key out of a text, plain or in Base64. */
export function withoutKey(text: string, key: string): string {
  if (key.length < 4) return text;
  return text.replaceAll(key, '***').replaceAll(Buffer.from(key).toString('base64'), '***');
}
