import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '@qitops/model';
import { type GatewayOptions, openGateway } from '../gateway.ts';
import { patiently } from '../patiently.ts';
import { refusalOf, statusOf } from '../refusal.ts';
import { type UnpackLimits, unpackArchive } from './unpack-archive.ts';
import { meantName, uploadOnce } from './upload.ts';

/** Artifacts with a report are called so; further attempts of a run add their number. */
const NAME = 'qitops-report';
const LIMITS: UnpackLimits = { files: 20_000, bytes: 1024 * 2 ** 20 };
const ARCHIVE_BYTES = 512 * 2 ** 20;

/** Uploads a report as an artifact of this run. Returns why that was not possible, or null. */
export async function uploadReport(folder: string, attempt: number): Promise<string | null> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  try {
    const name = attempt > 1 ? `${NAME}-a${attempt}` : NAME;
    let bytes = 0;
    for (const file of files) bytes += (await stat(file)).size;
    await patiently(() => uploadOnce(new DefaultArtifactClient(), { name, files, root: folder }), {
      what: 'the upload of the report',
      bytes,
    });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

export interface NewestReport extends Omit<GatewayOptions, 'token'> {
  owner: string;
  repository: string;
  token: string;
  /** Folder that it is written to; emptied first. */
  folder: string;
}

/**
 * Brings the newest report that a run of the default branch uploaded.
 * @returns the run's number and the time of the report.
 * @throws UserError when there is none, or the token may not read it.
 */
export async function fetchReport(options: NewestReport): Promise<{ runId: number; createdAt: string }> {
  const { owner, repository: repo, folder } = options;
  const { octokit } = await openGateway(options);
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo });
    const found = await newest(octokit, { owner, repo }, data.default_branch, data.id);
    if (!found) throw nothingThere(`${owner}/${repo}`);
    const archive = await octokit.request(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { owner, repo, artifact_id: found.id, archive_format: 'zip' },
    );
    await rm(folder, { recursive: true, force: true });
    await unpackArchive(Buffer.from(archive.data as ArrayBuffer), folder, LIMITS);
    return { runId: found.runId, createdAt: found.createdAt };
  } catch (error) {
    if (statusOf(error) === null) throw error;
    const { reason, remedy } = refusalOf(error, 'read the artifacts', 'actions: read');
    throw new UserError({ what: reason, where: `${owner}/${repo}`, remedy });
  }
}

/** What a pull request uploaded is not the project's report, whatever its name. */
async function newest(
  octokit: Awaited<ReturnType<typeof openGateway>>['octokit'],
  place: { owner: string; repo: string },
  branch: string,
  repositoryId: number | bigint,
): Promise<{ id: number; runId: number; createdAt: string } | null> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/artifacts', {
    ...place,
    per_page: 100,
  });
  const own = data.artifacts.filter(
    ({ name, expired, size_in_bytes, workflow_run: run }) =>
      new RegExp(`^${NAME}(-a\\d+)?$`).test(meantName(name)) &&
      !expired &&
      size_in_bytes <= ARCHIVE_BYTES &&
      run?.head_branch === branch &&
      run.head_repository_id === repositoryId,
  );
  own.sort((a, b) => (b.created_at ?? '').localeCompare(a.created_at ?? ''));
  const [first] = own;
  return first
    ? { id: first.id, runId: first.workflow_run?.id ?? 0, createdAt: first.created_at ?? '' }
    : null;
}

function nothingThere(where: string): UserError {
  return new UserError({
    what: 'no run of the default branch has uploaded a report that is still there',
    where,
    remedy: 'run the workflow with qitops/report on the default branch, then try again',
  });
}
