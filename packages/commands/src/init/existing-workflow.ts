import type { DetectedUnit, ReportingLine } from '@qitops/model';
import { reportInputs, withLines } from '@qitops/model/workflow/job-steps';
import { gateJob, historyJob, indented, uploadSteps } from '@qitops/model/workflow/new-workflow';
import { own } from '@qitops/model/workflow/pinned-actions';
import { unusualReports, type WorkflowFile, type WorkflowJob } from '@qitops/repository';
import { mayBeLeftOut } from '../doctor/feature.ts';
import { matrixCells } from '../shards/expected-shards.ts';
import { type Insertion, reportingIn } from './reporting-commands.ts';

export interface EditedWorkflow {
  text: string;
  /** Lines that write results now. */
  reporting: ReportingLine[];
  /** What could not be done to the file and is left to a person. */
  notes: string[];
  /** Test jobs that a condition of theirs may leave out. */
  skippable: string[];
}

/**
 * Puts analyze-pr into the jobs that run tests, and behind them a gate where there are several or a matrix, and the job
 * that keeps the history. Commands that run tests and write no results are given the options for them; everything else
 * that stands there stays as it is, and lines are only added.
 */
export function editWorkflow(
  workflow: WorkflowFile,
  testJobs: readonly string[],
  reporting: readonly ReportingLine[] = [],
): EditedWorkflow {
  const notes: string[] = [];
  const jobs = workflow.jobs.filter(({ id }) => testJobs.includes(id));
  const ids = jobs.map(({ id }) => id);
  const skippable = jobs.filter(mayBeLeftOut);
  // a job that may be left out is also left out when what it needs failed: then the gate looks at that
  const judged = [...new Set([...skippable.flatMap((job) => neededBy(workflow, job)), ...ids])];
  const { lines, insertions: variables, done } = reportingIn(workflow, reporting);
  const several = jobs.length > 1 || jobs.some(({ matrix }) => matrix !== undefined);
  const shards = several ? countShards(jobs) : null;
  const handedOver = shards !== null;
  const insertions: Insertion[] = [...variables];
  const before = insertions.length;
  for (const job of jobs) {
    const part = handedOver && job.matrix === undefined;
    const step = insertStep(workflow, lines, job, { part, reports: reportsOf(job) });
    if (!step) {
      notes.push(
        `${workflow.path}: the steps of ${job.id} are not written line by line; add \`uses: ${own('analyze-pr')}\` by hand`,
      );
      continue;
    }
    insertions.push(step);
    if (!handedOver) rights(workflow, job, lines, { insertions, notes });
  }
  if (insertions.length === before) return { text: workflow.text, reporting: [], notes, skippable: [] };
  const indent = indentOf(lines[jobs[0]!.line - 1]!);
  const end = Math.max(...workflow.jobs.map((job) => job.endLine));
  if (several) insertions.push({ after: end, lines: ['', ...gateJob({ ids: judged, shards, indent })] });
  if ('push' in workflow.on) {
    if (!several) insertions.push(uploadStep(lines, jobs[0]!));
    if (!several || handedOver)
      insertions.push({
        after: end,
        lines: ['', ...historyJob({ id: 'qitops-history', ids, indent, handedOver })],
      });
  } else
    notes.push(
      `${workflow.path} does not run on \`push\`: the history stays empty until a run of the default branch is recorded by ${own('flaky-detect')}`,
    );
  if (!('merge_group' in workflow.on))
    notes.push(
      `if the repository uses a merge queue, add \`merge_group:\` under \`on:\` in ${workflow.path}`,
    );
  if (several && !handedOver)
    notes.push(
      `the matrix of ${workflow.path} is made while it runs: each of its jobs is judged by itself, and the gate looks at their conclusions`,
    );
  return {
    text: applied(workflow.text, lines, insertions),
    reporting: done,
    notes,
    skippable: several ? skippable.map(({ id }) => id) : [],
  };
}

/** The jobs that a job needs, and those that they need. */
function neededBy(workflow: WorkflowFile, { needs }: WorkflowJob): string[] {
  return needs.flatMap((id) => {
    const job = workflow.jobs.find((one) => one.id === id);
    return job ? [...neededBy(workflow, job), id] : [];
  });
}

/** Cells of all jobs; null when the file does not tell. */
function countShards(jobs: readonly WorkflowJob[]): number | null {
  let sum = 0;
  for (const { matrix } of jobs) {
    const cells = matrix === undefined ? 1 : (matrixCells(matrix)?.length ?? null);
    if (cells === null) return null;
    sum += cells;
  }
  return sum;
}

function insertStep(
  workflow: WorkflowFile,
  lines: readonly string[],
  job: WorkflowJob,
  { part, reports }: { part: boolean; reports: DetectedUnit['unusualReports'] },
): Insertion | null {
  const [first] = job.steps;
  // a composite action may bring the code too; then it is the step that uses it
  const brings = job.steps.findIndex(({ uses }) => uses?.startsWith('actions/checkout@'));
  const checkout =
    brings < 0 ? undefined : job.steps.slice(0, brings + 1).findLast(({ path }) => path === workflow.path);
  const indent = first && dashIndent(lines, first.line);
  if (!first || indent === null || indent === undefined) return null;
  const step = indented(
    [
      `- uses: ${own('analyze-pr')}${part ? '' : ' # looks at the end of the job, also when the tests failed'}`,
    ].concat(
      withLines([
        ...(part ? ['shards: part # the job qitops judges all jobs at once'] : []),
        ...reportInputs(reports),
      ]),
    ),
    indent,
  );
  return { after: checkout ? checkout.endLine : first.line - 1, lines: step };
}

/** Reports that the commands of a job write where they are not looked for. */
function reportsOf({ steps }: WorkflowJob): DetectedUnit['unusualReports'] {
  const known = steps.filter(({ workingDirectory }) => !workingDirectory.includes('*'));
  return unusualReports(
    known.map(({ run, workingDirectory }) => ({ text: run ?? '', folder: workingDirectory })),
  );
}

function uploadStep(lines: readonly string[], job: WorkflowJob): Insertion {
  return { after: job.endLine, lines: indented(uploadSteps(), dashIndent(lines, job.steps[0]!.line) ?? 0) };
}

/** Gives a job the right to comment, and takes none that it has. */
function rights(
  workflow: WorkflowFile,
  job: WorkflowJob,
  lines: readonly string[],
  { insertions, notes }: { insertions: Insertion[]; notes: string[] },
): void {
  const given = job.permissions ?? workflow.permissions;
  if (given?.['pull-requests'] === 'write' || given?.all === 'write') return;
  const byHand = `give the job ${job.id} of ${workflow.path} \`pull-requests: write\` for the comment; without it the job summary says the same`;
  const own = lines.findIndex(
    (line, at) => at >= job.line && at < job.endLine && /^\s+permissions:\s*(#.*)?$/.test(line),
  );
  if (job.permissions) {
    if (own < 0 || given?.['pull-requests']) notes.push(byHand);
    else
      insertions.push({
        after: own + 1,
        lines: [`${' '.repeat(indentOf(lines[own + 1]!))}pull-requests: write # for the comment`],
      });
    return;
  }
  const text = lines.slice(job.line - 1, job.endLine).join('\n');
  // rights that nobody wrote down may be in use: naming some takes away the others
  if (
    given?.all ||
    (given === null && /GITHUB_TOKEN|github\.token|deploy|publish|release|id-token/i.test(text))
  ) {
    notes.push(byHand);
    return;
  }
  const scopes = { ...(given ?? { contents: 'read' }), 'pull-requests': 'write # for the comment' };
  insertions.push({
    after: job.line,
    lines: indented(
      ['permissions:', ...Object.entries(scopes).map(([scope, level]) => `  ${scope}: ${level}`)],
      indentOf(lines[job.line]!),
    ),
  });
}

function applied(text: string, lines: readonly string[], insertions: readonly Insertion[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const result = [...lines];
  // from the end, so that the numbers of the lines before stay right; those of one place keep their order
  const order = insertions
    .map((insertion, at) => ({ ...insertion, at }))
    .sort((a, b) => b.after - a.after || b.at - a.at);
  for (const insertion of order) result.splice(insertion.after, 0, ...insertion.lines);
  return result.join(eol);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Where the dash of a step stands; null when the list is written in one line. */
function dashIndent(lines: readonly string[], line: number): number | null {
  const dash = /^(\s*)- /.exec(lines[line - 1] ?? '');
  return dash ? dash[1]!.length : null;
}
