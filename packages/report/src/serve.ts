import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '@qitops/model';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml; charset=utf-8',
  '.atom': 'application/atom+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** A running server; `close` also ends connections that are kept alive. */
export interface FolderServer {
  /** With a trailing slash: `http://127.0.0.1:8080/`. */
  url: string;
  close: () => Promise<void>;
}

/**
 * Serves a folder on 127.0.0.1 and nowhere else; GET and HEAD only, nothing outside the folder, no listing.
 * Port 0 takes a free one. Throws a UserError when the port is taken.
 */
export async function serveFolder(dir: string, port = 0): Promise<FolderServer> {
  const root = await realpath(resolve(dir)).catch(() => resolve(dir));
  // as an import at the top it would cost every command 40 ms: it brings all of undici
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => end(response, 500, 'The file could not be read.'));
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(listenError(error, port)));
    server.listen(port, '127.0.0.1', done);
  });
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${actual}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  return new UserError({
    what: `port ${port} ${error.code === 'EACCES' ? 'may not be opened' : 'is in use'}`,
    where: '--port',
    remedy: 'choose another port, or 0 for a free one',
  });
}

async function answer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocal(request.headers.host))
    return end(response, 421, 'This report is served to this machine only.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, 'Only GET and HEAD.');
  const path = filePath(root, request.url ?? '/');
  if (path === null) return end(response, 400, 'Not a path of this site.');
  let file = path;
  let info = await stat(file).catch(() => null);
  if (info?.isDirectory()) {
    file = join(file, 'index.html');
    info = await stat(file).catch(() => null);
  }
  if (!info?.isFile() || !isBelow(root, await realpath(file))) {
    return end(response, 404, 'No such file in this report.');
  }
  response.writeHead(200, {
    'content-type': TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'content-length': info.size,
    'cache-control': isHashed(relative(root, file).split(sep).join('/'))
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = createReadStream(file);
  stream.on('error', () => response.destroy());
  stream.pipe(response);
}

/** A foreign name that resolves to this machine must not read the report through the visitor's browser. */
function isLocal(host: string | undefined): boolean {
  return host === undefined || /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
}

/** The file that a request means, or null when it lies outside the folder or is no path at all. */
export function filePath(root: string, url: string): string | null {
  let pathname: string;
  try {
    pathname = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
  } catch {
    return null;
  }
  if (pathname.includes('\0') || pathname.includes('\\')) return null;
  if (pathname.split('/').some((part) => part === '..')) return null;
  const path = resolve(root, `.${pathname.startsWith('/') ? '' : '/'}${pathname}`);
  return isBelow(root, path) ? path : null;
}

/** Links may lie in the folder, but not lead out of it. */
function isBelow(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Whether the path carries a hash of the content, so that it never changes. */
function isHashed(path: string): boolean {
  return (/^a\//.test(path) || /^data\//.test(path)) && path !== 'data/manifest.json';
}

function end(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}
