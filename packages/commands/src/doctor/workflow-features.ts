import { type DoctorFeature, evidence } from '@qitops/model';
import { permissionsOfJob, permits, type WorkflowFile, type WorkflowJob } from '@qitops/repository';
import { lacks, mayBeLeftOut, type OwnStep, ownSteps, quoteStep, unknown, works } from './feature.ts';

const INIT = 'run `qitops init`, which shows what it would write';

/** What the workflow files say: where analyze-pr runs, and with which rights. */
export function workflowFeatures(
  workflows: readonly WorkflowFile[],
  { checkRun, skippable }: { checkRun: boolean; skippable: readonly string[] },
): DoctorFeature[] {
  const steps = ownSteps(workflows, 'analyze-pr').filter(({ workflow }) => 'pull_request' in workflow.on);
  const broken = workflows.filter(({ problem }) => problem !== null);
  const notes = broken.map(({ path, problem }) => evidence('workflow', problem!, { path }));
  if (steps.length === 0)
    return [
      lacks('analysis', 'no workflow runs qitops/analyze-pr on pull_request', INIT, ...notes),
      ...['depth', 'comment', 'gate', 'merge-queue'].map((id) =>
        lacks(id, 'no workflow runs qitops/analyze-pr on pull_request', INIT),
      ),
    ];
  return [
    works('analysis', ...steps.map(quoteStep), ...notes),
    depth(steps),
    comment(steps),
    gate(steps, skippable),
    mergeQueue(steps),
    ...(checkRun ? [checks(steps)] : []),
  ];
}

/** Steps that speak on the pull request: a last job that joins the others, or else every one that is not told not to. */
function speaking(steps: readonly OwnStep[]): OwnStep[] {
  const speak = steps.filter(({ step }) => step.with.comment !== 'never');
  const last = speak.filter(isLast);
  return last.length > 0 ? last : speak;
}

function isLast({ step }: OwnStep): boolean {
  return step.with.needs !== undefined;
}

function depth(steps: readonly OwnStep[]): DoctorFeature {
  const id = 'depth';
  for (const own of speaking(steps)) {
    const checkout = own.job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    const where = evidence('workflow', `uses: ${checkout?.uses ?? own.step.uses}`, {
      path: own.workflow.path,
      line: (checkout ?? own.step).line,
    });
    if (!checkout)
      return lacks(
        id,
        `the job ${own.job.id} checks nothing out`,
        'add actions/checkout before qitops/analyze-pr',
        where,
      );
    if (String(checkout.with['fetch-depth'] ?? '1') === '0') continue;
    if (String(checkout.with['persist-credentials'] ?? 'true') === 'false')
      return unknown(
        id,
        'the clone is shallow and has no credentials, so that the base can be fetched only where the repository is public',
        `set \`fetch-depth: 0\` at actions/checkout in the job ${own.job.id}`,
        where,
      );
  }
  return works(id);
}

function comment(steps: readonly OwnStep[]): DoctorFeature {
  return permitted('comment', speaking(steps), {
    scope: 'pull-requests',
    remedy: 'give that job `permissions: { contents: read, pull-requests: write }`',
  });
}

function checks(steps: readonly OwnStep[]): DoctorFeature {
  return permitted('check-run', speaking(steps), {
    scope: 'checks',
    remedy: 'give that job `checks: write`, or set `checkRun: false` in qitops.yml',
  });
}

/** Whether each of the steps may write in a scope. */
export function permitted(
  id: string,
  steps: readonly OwnStep[],
  { scope, remedy }: { scope: string; remedy: string },
): DoctorFeature {
  for (const own of steps) {
    const permissions = permissionsOfJob(own.workflow, own.job);
    const allowed = permits(permissions, scope, 'write');
    if (allowed === false)
      return lacks(
        id,
        `the job ${own.job.id} of ${own.workflow.path} has no \`${scope}: write\``,
        remedy,
        quoteStep(own),
      );
    if (allowed === null)
      return unknown(
        id,
        `${own.workflow.path} names no permissions, so that the settings of the repository decide`,
        remedy,
        quoteStep(own),
      );
  }
  return works(id, ...steps.map(quoteStep));
}

function gate(steps: readonly OwnStep[], skippable: readonly string[]): DoctorFeature {
  const id = 'gate';
  const workflows = new Set(steps.map(({ workflow }) => workflow));
  for (const workflow of workflows) {
    const own = steps.filter((one) => one.workflow === workflow);
    const last = own.find(isLast);
    const tests = own.filter((one) => !isLast(one)).map(({ job }) => job);
    const problem = last ? lastProblem(last, tests) : aloneProblem(tests);
    if (problem)
      return lacks(
        id,
        `${workflow.path}: ${problem}`,
        `end the workflow in a job \`qitops\` with \`if: always()\`, \`needs\` of all test jobs and \`needs: \${{ toJSON(needs) }}\` for analyze-pr`,
        quoteStep(last ?? own[0]!),
      );
    const untold = last ? tests.filter((job) => mayBeLeftOut(job) && !skippable.includes(job.id)) : [];
    if (untold.length > 0)
      return lacks(
        id,
        `${workflow.path}: ${untold.map((job) => job.id).join(', ')} runs on a condition, and a job that is left out fails the gate`,
        `where it is left out on purpose, write \`gates: { skippable: [${untold.map((job) => job.id).join(', ')}] }\` into qitops.yml`,
        quoteStep(last!),
      );
  }
  return works(id, ...steps.filter((one) => isLast(one) || steps.length === 1).map(quoteStep));
}

function lastProblem({ job }: OwnStep, tests: readonly WorkflowJob[]): string | null {
  if (!/^(\$\{\{\s*)?always\(\)(\s*\}\})?$/.test(job.if ?? ''))
    return `the job ${job.id} is skipped when a job before it fails, and a skipped check counts as passed`;
  const unneeded = tests.find((test) => test.id !== job.id && !job.needs.includes(test.id));
  return unneeded ? `the job ${job.id} does not need ${unneeded.id}` : null;
}

function aloneProblem(tests: readonly WorkflowJob[]): string | null {
  if (tests.length > 1) return `${tests.length} jobs are judged one by one, and no job stands for all`;
  return tests[0]?.matrix === undefined
    ? null
    : `the matrix of ${tests[0].id} has no last job that stands for all of it`;
}

function mergeQueue(steps: readonly OwnStep[]): DoctorFeature {
  const without = steps.find(({ workflow }) => !('merge_group' in workflow.on));
  return without
    ? unknown(
        'merge-queue',
        'whether the repository uses a merge queue',
        `if it does, add \`merge_group:\` under \`on:\` in ${without.workflow.path}, or the required check never reports`,
      )
    : works('merge-queue', ...steps.map(quoteStep));
}

/** Pull requests from forks: the half that has rights acts only from the default branch. */
export function forkFeature(
  onDefault: readonly WorkflowFile[] | null,
  here: readonly WorkflowFile[],
): DoctorFeature {
  const id = 'forks';
  const half = (workflows: readonly WorkflowFile[]): OwnStep[] =>
    ownSteps(workflows, 'analyze-pr').filter(({ workflow }) => 'workflow_run' in workflow.on);
  if (onDefault === null)
    return unknown(id, 'the default branch is not in this clone', 'fetch it: `git fetch origin`');
  const present = half(onDefault);
  if (present.length > 0) {
    const names = new Set(
      onDefault.filter(({ on }) => 'pull_request' in on).flatMap(({ name, path }) => [name ?? path]),
    );
    const listened = present.flatMap(({ workflow }) => namesOf(workflow.on.workflow_run));
    const deaf = listened.filter((name) => !names.has(name));
    if (listened.length > 0 && deaf.length === listened.length)
      return lacks(
        id,
        `${present[0]!.workflow.path} waits for ${deaf.join(', ')}, and no workflow on pull_request has that name`,
        `write one of ${[...names].join(', ')} under \`workflow_run.workflows\``,
        quoteStep(present[0]!),
      );
    return permitted(id, present, { scope: 'pull-requests', remedy: 'give its job `pull-requests: write`' });
  }
  const [waiting] = half(here);
  return waiting
    ? lacks(
        id,
        `${waiting.workflow.path} is not on the default branch yet`,
        'merge it: `workflow_run` acts from there only',
        quoteStep(waiting),
      )
    : lacks(id, 'there is no workflow on `workflow_run` that comments for forks', INIT);
}

function namesOf(event: unknown): string[] {
  const workflows = (event as { workflows?: unknown } | null)?.workflows;
  return [workflows ?? []].flat().filter((name) => typeof name === 'string');
}

/** Deploying the report takes rights that no other job should have. */
export function pagesFeature(workflows: readonly WorkflowFile[]): DoctorFeature {
  const id = 'pages';
  const [report] = ownSteps(workflows, 'report').filter(({ step }) =>
    /qitops|^\.\/actions\/report/.test(step.uses ?? ''),
  );
  if (!report)
    return lacks(id, 'no workflow runs qitops/report', 'add the workflow of the README of qitops/report');
  const [deploy] = ownSteps(workflows, 'deploy-pages');
  if (!deploy)
    return lacks(
      id,
      'no job deploys the report',
      'add a job with actions/deploy-pages, `pages: write` and `id-token: write`',
      quoteStep(report),
    );
  const permissions = permissionsOfJob(deploy.workflow, deploy.job);
  const lacking = ['pages', 'id-token'].filter((scope) => permits(permissions, scope, 'write') !== true);
  return lacking.length > 0
    ? lacks(
        id,
        `the job ${deploy.job.id} has no ${lacking.map((scope) => `\`${scope}: write\``).join(' and ')}`,
        'give it both, and nothing else',
        quoteStep(deploy),
      )
    : unknown(
        id,
        'whether Pages is on with GitHub Actions as its source',
        'see Settings → Pages of the repository',
        quoteStep(deploy),
      );
}
