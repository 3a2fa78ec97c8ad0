import { fill } from './fill.ts';
import { type Answer, type Call, NOT_FOUND } from './operations.ts';

/** The REST side of artifacts: those of any run of the repository, for whom may read them. */
export const ARTIFACT_HANDLERS: Record<string, (call: Call) => Answer> = {
  'actions/list-artifacts-for-repo': ({ repository, results, query, base }) => {
    const name = query.get('name');
    const mine = new RegExp(`^run-${repository.id}-(\\d+)$`);
    const list = results.artifacts.artifacts
      .filter((one) => one.uploaded && mine.test(one.run) && (name === null || one.name === name))
      .map(({ id, name, size, digest, run }) =>
        fill('artifact', base, {
          id,
          name,
          size_in_bytes: size,
          digest,
          expired: false,
          workflow_run: {
            id: Number(mine.exec(run)![1]),
            repository_id: repository.id,
            head_repository_id: repository.id,
            head_branch: repository.branches.get(Number(mine.exec(run)![1])) ?? 'main',
            ...headOf(repository, Number(mine.exec(run)![1])),
          },
        }),
      )
      .reverse();
    return { status: 200, list, listIn: 'artifacts' };
  },
  'actions/re-run-workflow': ({ repository, values }) => {
    const runId = Number(values.run_id);
    if (repository.runAgain.includes(runId))
      return { status: 403, body: { message: 'This workflow is already running', status: '403' } };
    repository.runAgain.push(runId);
    return { status: 201, body: {} };
  },
  'actions/get-workflow-run': ({ repository, values, base }) => {
    const id = Number(values.run_id);
    const head = repository.heads.get(id);
    if (!head) return NOT_FOUND;
    const { head_repository_id, ...commit } = headOf(repository, id) as { head_repository_id: number };
    const head_repository = fill('minimal-repository', base, { id: head_repository_id });
    return { status: 200, body: fill('workflow-run', base, { id, ...commit, head_repository }) };
  },
  'actions/list-workflow-run-artifacts': ({ repository, results, values, query, base }) => {
    const run = `run-${repository.id}-${values.run_id}`;
    const name = query.get('name');
    const list = results.artifacts.artifacts
      .filter((one) => one.uploaded && one.run === run && (name === null || one.name === name))
      .map(({ id, name, size, digest }) =>
        fill('artifact', base, { id, name, size_in_bytes: size, digest, expired: false }),
      );
    return { status: 200, list, listIn: 'artifacts' };
  },
  'actions/download-artifact': ({ repository, results, values }) => {
    const found = results.artifacts.artifacts.find(
      ({ id, run }) => id === Number(values.artifact_id) && run.startsWith(`run-${repository.id}-`),
    );
    if (!found || values.archive_format !== 'zip') return NOT_FOUND;
    return { status: 302, headers: { location: results.artifacts.downloadUrl(found) } };
  },
};

/** What is known of the commit that a run is of. */
function headOf({ heads }: Call['repository'], run: number): object {
  const head = heads.get(run);
  if (!head) return {};
  return { head_sha: head.sha, head_branch: head.branch, head_repository_id: head.repositoryId };
}
