import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FolderServer, filePath, serveFolder } from './serve.ts';

let base: string;
let server: FolderServer;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'qitops-serve-'));
  mkdirSync(join(base, 'site/data'), { recursive: true });
  writeFileSync(join(base, 'secret.txt'), 'secret');
  writeFileSync(join(base, 'site/index.html'), '<h1>Report</h1>');
  writeFileSync(join(base, 'site/data/manifest.json'), '{}');
  writeFileSync(join(base, 'site/data/runs.0123456789.json'), '{}');
  if (process.platform !== 'win32') symlinkSync(join(base, 'secret.txt'), join(base, 'site/linked.txt'));
  server = await serveFolder(join(base, 'site'));
});

afterAll(async () => {
  await server.close();
  rmSync(base, { recursive: true, force: true });
});

/** A request as it is, without the tidying that fetch does. */
function raw(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string }> {
  return new Promise((done, fail) => {
    const { port } = new URL(server.url);
    request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done({ status: response.statusCode!, body }));
    })
      .on('error', fail)
      .end();
  });
}

test('a folder is answered by its index, with its type and without sniffing', async () => {
  const response = await fetch(server.url);
  expect(await response.text()).toBe('<h1>Report</h1>');
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('files named by their content may be kept for good, the manifest may not', async () => {
  const cache = async (path: string) => (await fetch(server.url + path)).headers.get('cache-control');
  expect(await cache('data/runs.0123456789.json')).toContain('immutable');
  expect(await cache('data/manifest.json')).toBe('no-cache');
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/data/..%5c..%5csecret.txt',
  '/%00',
  '/%zz',
  '//../secret.txt',
  '/linked.txt',
])('nothing outside the folder is given for %s', async (path) => {
  const { status, body } = await raw(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body).not.toContain('secret\n');
  expect(body).not.toBe('secret');
});

test('a foreign host name is refused, so that no web page can read the report through a rebound name', async () => {
  expect((await raw('/', { host: 'evil.example' })).status).toBe(421);
});

test('only GET and HEAD are answered', async () => {
  expect((await raw('/', {}, 'POST')).status).toBe(405);
  expect(await raw('/', {}, 'HEAD')).toEqual({ status: 200, body: '' });
});

test('a missing file is a 404 and a taken port a sentence', async () => {
  expect((await raw('/nothing.html')).status).toBe(404);
  await expect(serveFolder(base, Number(new URL(server.url).port))).rejects.toThrow(
    /is in use.*another port/,
  );
});

test('a path is kept below the folder', () => {
  expect(filePath('/a/site', '/x/y.json?q=1#z')).toMatch(/[/\\]site[/\\]x[/\\]y\.json$/);
  expect(filePath('/a/site', '/../x')).toBeNull();
});
