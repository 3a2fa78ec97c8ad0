import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, type ShardExchange, UserError } from '@qitops/model';
import { patiently } from '../patiently.ts';
import { statusOf } from '../refusal.ts';
import { openArchive } from './open-archive.ts';
import { PARCEL_LIMIT, receiveAll, tooLarge } from './receive-all.ts';
import { meantName, uploadOnce } from './upload.ts';

/** A run whose artifacts are read: another one takes `actions: read`. */
export interface OtherRun {
  runId: number;
  owner: string;
  repository: string;
  token: string;
}

export interface ArtifactExchangeOptions {
  /** Where archives lie until they are read: `RUNNER_TEMP`. */
  folder: string;
  /** Absent = this run. */
  from?: OtherRun;
  /** Greatest size of a parcel, bytes; absent = 256 MiB. */
  limit?: number;
  /** Name of the one file in it; absent = `qitops.json`. */
  file?: string;
}

/** Largest archive that is taken, bytes. */
const ARCHIVE_BYTES = 64 * 2 ** 20;
const FILE = 'qitops.json';

/** Jobs that exchange results by the artifacts of their run. The client is loaded when it is used. */
export function artifactExchange({
  folder,
  from,
  limit = PARCEL_LIMIT,
  file = FILE,
}: ArtifactExchangeOptions): ShardExchange {
  return {
    description: from ? `artifacts of run ${from.runId}` : 'artifacts of this run',
    send: async ({ name, bytes }) => {
      const client = await openClient();
      await inOwnFolder(folder, async (own) => {
        const path = join(own, file);
        await writeFile(path, bytes);
        const retentionDays = keptDays();
        const upload = { name, files: [path], root: own, retentionDays };
        await explained(() =>
          patiently(() => uploadOnce(client, upload), { what: `the upload of ${name}`, bytes: bytes.length }),
        );
      });
    },
    receive: async (wanted) => {
      const client = await openClient();
      const findBy = from && {
        findBy: {
          workflowRunId: from.runId,
          repositoryOwner: from.owner,
          repositoryName: from.repository,
          token: from.token,
        },
      };
      const listed = await explained(() =>
        patiently(() => client.listArtifacts(findBy), { what: 'the list of artifacts' }),
      );
      const artifacts = listed.artifacts.map((one) => ({ ...one, name: meantName(one.name) }));
      const names = new Set(wanted([...new Set(artifacts.map(({ name }) => name))]));
      const chosen = artifacts.filter(
        ({ name }, at) => names.has(name) && artifacts.findIndex((one) => one.name === name) === at,
      );
      return receiveAll(chosen, async (artifact) => {
        if (artifact.size > ARCHIVE_BYTES) throw new Error(tooLarge(ARCHIVE_BYTES));
        return inOwnFolder(folder, async (own) => {
          const how = { ...findBy, path: own, skipDecompress: true };
          await withReason(() =>
            patiently(() => client.downloadArtifact(artifact.id, how), {
              what: `the download of ${artifact.name}`,
              bytes: artifact.size,
            }),
          );
          return openArchive(await onlyFile(own), file, limit);
        });
      });
    },
  };
}

/** Why a download failed; a run's own artifacts take no permission, another run's do. */
function reasonOf(error: unknown): string {
  return statusOf(error) === 403
    ? `${messageOf(error)}; add "actions: read" to the job's permissions`
    : messageOf(error);
}

async function withReason<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** Days that GitHub keeps what is read minutes later: a run can be run again for 30, a repository may allow fewer. */
function keptDays(): number {
  const allowed = Number(process.env.GITHUB_RETENTION_DAYS ?? '');
  return Number.isInteger(allowed) && allowed > 0 ? Math.min(30, allowed) : 30;
}

async function openClient() {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return new DefaultArtifactClient();
}

/** Turns what the client throws for want of a service into words about what to do. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'GHESNotSupportedError') {
      throw new UserError({
        what: 'this GitHub Enterprise Server has no artifacts that actions of today can use',
        where: 'several jobs',
        remedy: 'run the tests in one job, outside a matrix',
      });
    }
    if (name === 'UsageError') {
      throw new UserError({
        what: 'the storage for artifacts is used up, so this job cannot hand its results to the last one',
        where: 'several jobs',
        remedy: 'delete old artifacts, or shorten how long they are kept in the settings of the repository',
      });
    }
    throw new UserError({
      what: `GitHub's artifacts do not work here (${reasonOf(error)})`,
      where: 'several jobs',
      remedy: 'run the job again',
    });
  }
}

async function inOwnFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(parent, { recursive: true });
  const own = await mkdtemp(join(parent, 'qitops-parcel-'));
  try {
    return await work(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function onlyFile(folder: string): Promise<Buffer> {
  const [file, ...rest] = await readdir(folder);
  if (file === undefined || rest.length > 0) throw new Error('the download is not one file');
  return readFile(join(folder, file));
}
