import type { SiteShell } from '@qitops/model';

const loaded = new Map<string, Promise<unknown>>();

/** Reads a data file once; its name carries its hash, so the browser may keep it for good. */
export function load<T>(path: string): Promise<T> {
  let promise = loaded.get(path);
  if (!promise) {
    promise = read(path, 'default');
    loaded.set(path, promise);
  }
  return promise as Promise<T>;
}

/** Reads the manifest anew: it is the one file whose name stays. */
export function loadManifest<M extends SiteShell>(): Promise<M> {
  return read('data/manifest.json', 'no-cache') as Promise<M>;
}

async function read(path: string, cache: RequestCache): Promise<unknown> {
  const response = await fetch(`./${path}`, { cache });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return response.json();
}

/** A parameter of the page's address. */
export function parameter(name: string): string | null {
  return new URLSearchParams(location.search).get(name);
}

let pending: URLSearchParams | null = null;

/**
 * Puts parameters into the address without a new entry in the history; null removes one. A little late, because
 * browsers refuse to do it at every keystroke.
 */
export function setParameters(values: Readonly<Record<string, string | null>>): void {
  const waiting = pending !== null;
  pending ??= new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === '') pending.delete(name);
    else pending.set(name, value);
  }
  if (!waiting) setTimeout(writeAddress, 200);
}

function writeAddress(): void {
  const search = pending?.toString() ?? '';
  pending = null;
  const page = location.pathname.split('/').pop() || './';
  history.replaceState(null, '', (search ? `?${search}` : page) + location.hash);
}
