import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Blob {
  blocks: Map<string, Buffer>;
  content: Buffer | null;
  contentType: string;
}

/**
 * Blob storage as far as Azure's client uses it for caches and artifacts: block upload, block lists, single-shot
 * upload, ranges. Every URL carries a signature; without it nothing is answered.
 */
export class BlobStore {
  readonly #blobs = new Map<string, Blob>();
  readonly #base: () => string;

  constructor(base: () => string) {
    this.#base = base;
  }

  /** A new place for a blob. Returns its id. */
  reserve(): string {
    const id = randomUUID();
    this.#blobs.set(id, { blocks: new Map(), content: null, contentType: 'application/octet-stream' });
    return id;
  }

  /** The address to upload to or to download from. */
  signedUrl(id: string): string {
    return `${this.#base()}/blobs/actions/${id}?se=2099-01-01&sig=${signature(id)}`;
  }

  /** What was uploaded; null before the upload has ended. */
  content(id: string): Buffer | null {
    return this.#blobs.get(id)?.content ?? null;
  }

  /** Puts content there without an upload. */
  fill(id: string, content: Buffer, contentType: string): void {
    this.#blobs.set(id, { blocks: new Map(), content, contentType });
  }

  handle(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): void {
    const id = url.pathname.split('/').at(-1) ?? '';
    const blob = this.#blobs.get(id);
    response.setHeader('x-ms-request-id', randomUUID());
    response.setHeader('x-ms-version', '2025-01-05');
    if (!blob || url.searchParams.get('sig') !== signature(id)) end(response, blob ? 403 : 404);
    else if (request.method === 'PUT') end(response, put(blob, url, request, response, body));
    else if (blob.content === null) end(response, 404);
    else send(blob.content, blob.contentType, request, response);
  }
}

function signature(id: string): string {
  return createHash('sha256').update(`signed ${id}`).digest('base64url');
}

/** Takes a block, a list of blocks or all at once. Returns the status. */
function put(blob: Blob, url: URL, request: IncomingMessage, response: ServerResponse, body: Buffer): number {
  const kind = url.searchParams.get('comp');
  if (kind === 'block') {
    blob.blocks.set(url.searchParams.get('blockid') ?? '', body);
  } else if (kind === 'blocklist') {
    const ids = [...body.toString('utf8').matchAll(/<(?:Latest|Uncommitted)>([^<]+)<\//g)].map(
      (one) => one[1]!,
    );
    if (!ids.every((id) => blob.blocks.has(id))) return 400;
    blob.content = Buffer.concat(ids.map((id) => blob.blocks.get(id)!));
    blob.contentType = String(request.headers['x-ms-blob-content-type'] ?? blob.contentType);
  } else {
    blob.content = body;
    blob.contentType = String(request.headers['x-ms-blob-content-type'] ?? blob.contentType);
  }
  describe(response, body);
  return 201;
}

function send(
  content: Buffer,
  contentType: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  describe(response, content);
  response.setHeader('content-type', contentType);
  response.setHeader('x-ms-blob-type', 'BlockBlob');
  response.setHeader('accept-ranges', 'bytes');
  const range = /^bytes=(\d+)-(\d*)$/.exec(
    String(request.headers['x-ms-range'] ?? request.headers.range ?? ''),
  );
  const from = range ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(Number(range[2]), content.length - 1) : content.length - 1;
  const part = content.subarray(from, to + 1);
  response.statusCode = range ? 206 : 200;
  if (range) response.setHeader('content-range', `bytes ${from}-${to}/${content.length}`);
  response.setHeader('content-length', part.length);
  response.end(request.method === 'HEAD' ? undefined : part);
}

function describe(response: ServerResponse, content: Buffer): void {
  response.setHeader('etag', `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`);
  response.setHeader('last-modified', 'Thu, 01 Jan 2026 00:00:00 GMT');
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}
