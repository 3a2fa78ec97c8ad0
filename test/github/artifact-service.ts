import { createHash } from 'node:crypto';
import type { BlobStore } from './blob-store.ts';
import type { RuntimeClaims } from './runtime-token.ts';

/** An uploaded artifact. */
export interface LocalArtifact {
  id: number;
  name: string;
  /** The run and the job, as the runtime token names them. */
  run: string;
  job: string;
  blob: string;
  size: number;
  digest: string;
  uploaded: boolean;
}

interface ArtifactRequest {
  workflow_run_backend_id: string;
  workflow_job_run_backend_id: string;
  name: string;
  size?: string;
  hash?: string;
  name_filter?: string;
  id_filter?: string;
}

type Reply = Record<string, unknown>;

/** Version 4 of the artifact service. A run's artifacts stay when its jobs run again. */
export class ArtifactService {
  readonly artifacts: LocalArtifact[] = [];
  readonly #blobs: BlobStore;
  #count = 0;

  constructor(blobs: BlobStore) {
    this.#blobs = blobs;
  }

  /** Answers a Twirp call; null for a method that there is none of. */
  call(method: string, request: Reply, claims: RuntimeClaims): Reply | null {
    const asked = request as unknown as ArtifactRequest;
    if (asked.workflow_run_backend_id !== claims.run)
      return { msg: 'another run', code: 'permission_denied' };
    if (method === 'CreateArtifact') return this.#create(asked);
    if (method === 'FinalizeArtifact') return this.#finalize(asked);
    if (method === 'ListArtifacts') return this.#list(asked);
    if (method === 'GetSignedArtifactURL') {
      const found = this.#named(asked);
      return found
        ? { signed_url: this.#blobs.signedUrl(found.blob) }
        : { msg: 'not found', code: 'not_found' };
    }
    return null;
  }

  /** Uploads without a client, for what only a hostile or broken one would send. */
  add(at: { run: string; job: string }, name: string, content: Buffer, contentType: string): LocalArtifact {
    const blob = this.#blobs.reserve();
    this.#blobs.fill(blob, content, contentType);
    const artifact = { ...at, id: this.#nextId(), name, blob, uploaded: true, ...measured(content) };
    this.artifacts.push(artifact);
    return artifact;
  }

  /** The archive that was uploaded. */
  content(artifact: LocalArtifact): Buffer {
    const content = this.#blobs.content(artifact.blob);
    if (!content) throw new Error(`${artifact.name} was not uploaded`);
    return content;
  }

  /** Where one can be downloaded without any token. */
  downloadUrl(artifact: LocalArtifact): string {
    return this.#blobs.signedUrl(artifact.blob);
  }

  #create({ name, workflow_run_backend_id: run, workflow_job_run_backend_id: job }: ArtifactRequest): Reply {
    if (this.artifacts.some((one) => one.run === run && one.name === name)) {
      return { msg: 'an artifact with this name already exists on the workflow run', code: 'already_exists' };
    }
    const blob = this.#blobs.reserve();
    this.artifacts.push({ id: this.#nextId(), name, run, job, blob, size: 0, digest: '', uploaded: false });
    return { ok: true, signed_upload_url: this.#blobs.signedUrl(blob) };
  }

  #finalize(request: ArtifactRequest): Reply {
    const artifact = this.#named(request);
    const content = artifact && this.#blobs.content(artifact.blob);
    if (!artifact || !content || content.length !== Number(request.size)) return { ok: false };
    Object.assign(artifact, measured(content), { uploaded: true });
    return request.hash && request.hash !== artifact.digest
      ? { ok: false }
      : { ok: true, artifact_id: String(artifact.id) };
  }

  #list({ workflow_run_backend_id: run, name_filter: name, id_filter: id }: ArtifactRequest): Reply {
    const found = this.artifacts.filter(
      (one) =>
        one.uploaded && one.run === run && (!name || one.name === name) && (!id || one.id === Number(id)),
    );
    const artifacts = found.map((one) => ({
      workflow_run_backend_id: one.run,
      workflow_job_run_backend_id: one.job,
      database_id: String(one.id),
      name: one.name,
      size: String(one.size),
      created_at: '2026-01-01T00:00:00Z',
      digest: one.digest,
    }));
    return { artifacts };
  }

  #named({ workflow_run_backend_id: run, name }: ArtifactRequest): LocalArtifact | undefined {
    return this.artifacts.find((one) => one.run === run && one.name === name);
  }

  /** Ids that say nothing about the order of the uploads, as GitHub's do not. */
  #nextId(): number {
    this.#count += 1;
    return 10_000 + ((this.#count * 7919) % 9973);
  }
}

function measured(content: Buffer): { size: number; digest: string } {
  return { size: content.length, digest: `sha256:${createHash('sha256').update(content).digest('hex')}` };
}
