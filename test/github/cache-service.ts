import type { BlobStore } from './blob-store.ts';
import type { RuntimeClaims } from './runtime-token.ts';

/** A saved cache. */
export interface LocalCache {
  id: number;
  key: string;
  /** Hash of the paths and the compression: another one never matches. */
  version: string;
  /** Ref that it was saved for. */
  scope: string;
  blob: string;
  size: number;
  saved: boolean;
}

interface CacheRequest {
  key: string;
  version: string;
  restore_keys?: string[];
  size_bytes?: string;
}

type Reply = Record<string, unknown>;

/** Version 2 of the cache service: a cache is saved for the job's own ref and restored from the refs it may read. */
export class CacheService {
  readonly caches: LocalCache[] = [];
  readonly #blobs: BlobStore;
  #nextId = 1;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** Answers a Twirp call; null for a method that there is none of. */
  call(method: string, request: Reply, claims: RuntimeClaims): Reply | null {
    const asked = request as unknown as CacheRequest;
    if (method === 'CreateCacheEntry') return this.#create(asked, claims);
    if (method === 'FinalizeCacheEntryUpload') return this.#finalize(asked, claims);
    if (method === 'GetCacheEntryDownloadURL') return this.#find(asked, claims);
    return null;
  }

  #create({ key, version }: CacheRequest, claims: RuntimeClaims): Reply {
    const scope = claims.scopes[0]!;
    const taken = this.caches.some(
      (one) => one.key === key && one.version === version && one.scope === scope,
    );
    if (taken)
      return { ok: false, message: `cache entry with the same key, version, and scope already exists` };
    const blob = this.#blobs.reserve();
    this.caches.push({ id: this.#nextId++, key, version, scope, blob, size: 0, saved: false });
    return { ok: true, signed_upload_url: this.#blobs.signedUrl(blob) };
  }

  #finalize({ key, version, size_bytes }: CacheRequest, claims: RuntimeClaims): Reply {
    const scope = claims.scopes[0]!;
    const cache = this.caches.find(
      (one) => one.key === key && one.version === version && one.scope === scope,
    );
    const content = cache && this.#blobs.content(cache.blob);
    if (!cache || !content || content.length !== Number(size_bytes)) {
      return { ok: false, message: 'the upload is not what was announced' };
    }
    Object.assign(cache, { size: content.length, saved: true });
    return { ok: true, entry_id: String(cache.id) };
  }

  /** Own ref first, then the others; in each the exact key, then the newest that starts with a restore key. */
  #find({ key, version, restore_keys = [] }: CacheRequest, claims: RuntimeClaims): Reply {
    for (const scope of claims.scopes) {
      const here = this.caches
        .filter((one) => one.saved && one.scope === scope && one.version === version)
        .reverse();
      const found =
        here.find((one) => one.key === key) ??
        [key, ...restore_keys].map((prefix) => here.find((one) => one.key.startsWith(prefix))).find(Boolean);
      if (found) {
        return { ok: true, signed_download_url: this.#blobs.signedUrl(found.blob), matched_key: found.key };
      }
    }
    return { ok: false };
  }
}
