import type { ArtifactClient } from '@actions/artifact';
import { messageOf } from '@qitops/model';

export interface Upload {
  name: string;
  files: string[];
  /** Folder that the paths in the archive start from. */
  root: string;
  retentionDays?: number;
}

const TRIES = 3;
const WAIT_MS = 1000;
const AGAIN = /-t[2-9]$/;
/** How the client tells of a connection that broke. */
const BROKEN = /Unable to make request|ECONNRESET|ECONNREFUSED|ETIMEDOUT|socket hang up/;
const TAKEN = /\b409\b|already exists/i;

/**
 * Uploads an artifact, once. The client itself tries again after a server error, but not after a broken connection, and
 * a name whose upload broke off stays taken: the next try has a name of its own, `<name>-t2`, unless the run has the
 * artifact by now.
 * @throws what the client threw last; a name that another job of the run has taken is thrown at once.
 */
export async function uploadOnce(client: ArtifactClient, upload: Upload): Promise<void> {
  const { name, files, root, ...options } = upload;
  for (let attempt = 1; ; attempt += 1) {
    const own = nameOfTry(name, attempt);
    try {
      await client.uploadArtifact(own, files, root, options);
      return;
    } catch (error) {
      const taken = TAKEN.test(messageOf(error));
      if (attempt === TRIES || !(taken || isPassing(error))) throw error;
      if (await isThere(client, own)) {
        if (taken && attempt === 1) throw error;
        return; // only the answer was lost
      }
      await new Promise((done) => setTimeout(done, WAIT_MS * attempt));
    }
  }
}

/** Whether the connection broke, or the storage has no time just now. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = 'statusCode' in error ? Number(error.statusCode) : 0;
  return BROKEN.test(error.message) || status >= 500 || status === 429;
}

async function isThere(client: ArtifactClient, name: string): Promise<boolean> {
  const { artifacts } = await client.listArtifacts();
  return artifacts.some((one) => one.name === name);
}

/** The name that an artifact gets in a try, from 1. */
export function nameOfTry(name: string, attempt: number): string {
  return attempt === 1 ? name : `${name}-t${attempt}`;
}

/** The name that an artifact was meant to have. */
export function meantName(name: string): string {
  return name.replace(AGAIN, '');
}
