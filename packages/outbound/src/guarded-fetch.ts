import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import {
  type AllowedHosts,
  guardUrl,
  hostOf,
  isAllowed,
  isRefusedAddress,
  privateText,
} from './address-guard.ts';
import { OutboundRefusal } from './refusal.ts';

/** Finds all addresses of a name. */
export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

export interface FetchLimits extends AllowedHosts {
  /** Most milliseconds from the start of a request to the last byte of its answer. */
  timeoutMs: number;
  /** Most bytes of an answer. */
  maxBytes: number;
  resolve?: Resolve;
}

/**
 * A `fetch` that asks only public addresses, checks what a name resolves to as it connects, follows no redirect, and is
 * bounded in time and size. Answers are read whole: nothing is streamed.
 * @throws OutboundRefusal of kind `address`, `time`, `network` or `malformed`.
 */
export function guardedFetch(limits: FetchLimits): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = guardUrl(asked.url, limits);
    const body = Buffer.from(await asked.arrayBuffer());
    const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(limits.timeoutMs)]);
    const { message, bytes } = await exchange(url, asked, body, signal, limits);
    const status = message.statusCode ?? 0;
    if (status >= 300 && status < 400)
      throw new OutboundRefusal(
        'address',
        `${hostOf(url)} answered with a redirect, which is never followed`,
      );
    if (status < 200 || status > 599)
      throw new OutboundRefusal('malformed', `${hostOf(url)} answered with the status ${status}`);
    const headers = new Headers();
    for (const [name, value] of Object.entries(message.headers))
      for (const each of [value ?? []].flat()) headers.append(name, each);
    return new Response(status === 204 || status === 205 ? null : text(bytes, message, url), {
      status,
      headers,
    });
  };
}

function exchange(
  url: URL,
  asked: Request,
  body: Buffer,
  signal: AbortSignal,
  { allowed, allowedBy, maxBytes, resolve, timeoutMs }: FetchLimits,
): Promise<{ message: IncomingMessage; bytes: Buffer }> {
  return new Promise((done, fail) => {
    const failed = (error: Error): void => fail(refusalFor(error, signal, url, timeoutMs));
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: asked.method,
      headers: {
        ...Object.fromEntries(asked.headers),
        // nothing that unpacks to more than what is counted
        'accept-encoding': 'identity',
        'content-length': body.length,
      },
      lookup: checkedLookup(resolve ?? systemLookup, isAllowed(url, allowed), allowedBy),
      agent: false,
      signal,
    });
    request.on('error', failed);
    request.on('response', (message) => {
      const chunks: Buffer[] = [];
      let size = 0;
      message.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxBytes)
          request.destroy(new OutboundRefusal('malformed', `${hostOf(url)} answered with too many bytes`));
      });
      message.on('error', failed);
      message.on('end', () => done({ message, bytes: Buffer.concat(chunks) }));
    });
    request.end(body);
  });
}

/** Refuses a name as soon as one of its addresses is not public: which one is taken is not ours to say. */
function checkedLookup(resolve: Resolve, allowed: boolean, allowedBy: string): LookupFunction {
  return (host, options, done) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      const refused = allowed ? undefined : found.find(({ address }) => isRefusedAddress(address));
      if (refused) return done(new OutboundRefusal('address', `${host}: ${privateText(allowedBy)}`), []);
      const [first] = found;
      if (!first) return done(new OutboundRefusal('network', `${host} has no address`), []);
      if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
}

function refusalFor(error: Error, signal: AbortSignal, url: URL, timeoutMs: number): OutboundRefusal {
  if (error instanceof OutboundRefusal) return error;
  if (signal.aborted)
    return new OutboundRefusal('time', `${hostOf(url)} did not answer within ${timeoutMs / 1000} s`);
  const { code = error.name } = error as NodeJS.ErrnoException;
  return new OutboundRefusal('network', `the connection to ${hostOf(url)} failed (${code})`);
}

function text(bytes: Buffer, message: IncomingMessage, url: URL): string {
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new OutboundRefusal('malformed', `${hostOf(url)} answered in an encoding that was not asked for`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OutboundRefusal('malformed', `${hostOf(url)} answered with what is no UTF-8`);
  }
}
