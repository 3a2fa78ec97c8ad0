import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArtifactService } from './artifact-service.ts';
import { BlobStore } from './blob-store.ts';
import { CacheService } from './cache-service.ts';
import { claimsOf, type RuntimeJob, runtimeToken } from './runtime-token.ts';

const SERVICE = /^\/twirp\/github\.actions\.results\.api\.v1\.(\w+)\/(\w+)$/;

/** What changes something there: methods of the services, and the upload into the storage. */
export const RESULTS_WRITES = [
  'CreateArtifact',
  'FinalizeArtifact',
  'CreateCacheEntry',
  'FinalizeCacheEntryUpload',
  'PUT blob',
] as const;
const RESULTS_READS = ['ListArtifacts', 'GetSignedArtifactURL', 'GetCacheEntryDownloadURL'];
const KNOWN = new Set<string>([...RESULTS_WRITES, ...RESULTS_READS]);

/** What stands behind `ACTIONS_RESULTS_URL`: artifacts, caches and the storage of both. */
export class ResultsService {
  readonly artifacts: ArtifactService;
  readonly caches: CacheService;
  readonly #blobs: BlobStore;
  readonly #base: () => string;

  constructor(base: () => string) {
    this.#base = base;
    this.#blobs = new BlobStore(base);
    this.artifacts = new ArtifactService(this.#blobs);
    this.caches = new CacheService(this.#blobs);
  }

  /** The variables that the runner gives to the actions of a job, and to nothing else. */
  variables(job: RuntimeJob): Record<string, string> {
    return {
      ACTIONS_RESULTS_URL: `${this.#base()}/`,
      ACTIONS_RUNTIME_TOKEN: runtimeToken(job),
      ACTIONS_CACHE_SERVICE_V2: 'True',
    };
  }

  /** Puts content into the storage. Returns the address to download it from. */
  offer(content: Buffer, contentType: string): string {
    const id = this.#blobs.reserve();
    this.#blobs.fill(id, content, contentType);
    return this.#blobs.signedUrl(id);
  }

  /** Whether a path is answered here and not by the REST API. */
  answers(path: string): boolean {
    return path.startsWith('/twirp/') || path.startsWith('/blobs/');
  }

  handle(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): void {
    if (url.pathname.startsWith('/blobs/')) {
      this.#blobs.handle(request, response, url, body);
      return;
    }
    const { status, reply } = this.#call(request, url.pathname, body);
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(reply));
  }

  #call(request: IncomingMessage, path: string, body: Buffer): { status: number; reply: object } {
    const claims = claimsOf((request.headers.authorization ?? '').replace(/^bearer /i, ''));
    if (!claims) return { status: 401, reply: { code: 'unauthenticated', msg: 'invalid token' } };
    const [, service, method = ''] = SERVICE.exec(path) ?? [];
    const services: Record<string, ArtifactService | CacheService> = {
      ArtifactService: this.artifacts,
      CacheService: this.caches,
    };
    const asked = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    const reply = (KNOWN.has(method) && services[service ?? '']?.call(method, asked, claims)) || {
      code: 'bad_route',
      msg: path,
    };
    return { status: STATUS[String(reply.code)] ?? 200, reply };
  }
}

/** HTTP status by Twirp's error code. */
const STATUS: Record<string, number> = {
  bad_route: 404,
  not_found: 404,
  permission_denied: 403,
  already_exists: 409,
};
