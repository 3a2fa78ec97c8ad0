import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type DetectedUnit,
  type InitDocument,
  type PullRequestOpener,
  SCHEMA_VERSION,
  UserError,
} from '@qitops/model';
import { ACCEPT_WORKFLOW, acceptWorkflow } from '@qitops/model/workflow/accept-workflow';
import { servicesToAdd, type TestJob } from '@qitops/model/workflow/job-steps';
import { isWrittenByInit } from '@qitops/model/workflow/marker';
import {
  COMMENT_WORKFLOW,
  commentWorkflow,
  NEW_WORKFLOW,
  newWorkflow,
} from '@qitops/model/workflow/new-workflow';
import { own } from '@qitops/model/workflow/pinned-actions';
import { Checkout, detectStack, readWorkflows, StackFiles, type WorkflowFile } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { ownSteps } from '../doctor/feature.ts';
import { configFile } from './config-file.ts';
import { type EditedWorkflow, editWorkflow } from './existing-workflow.ts';
import { offerInit } from './offer.ts';
import { jobsFor, unitsAlone } from './test-jobs.ts';
import { unifiedDiff } from './unified-diff.ts';

/** A person at a terminal. */
export interface Person {
  /** The answer, or `otherwise` when they just press return. */
  ask(question: string, otherwise: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

export interface InitOptions {
  /** Write without asking. */
  yes: boolean;
  /** Write nothing. */
  dryRun: boolean;
  /** Null where nobody can answer. */
  person: Person | null;
  /** Offers what would be written as a pull request, and leaves the checkout as it is; absent = it is written here. */
  opener?: PullRequestOpener | undefined;
  /** Shows what would be written, before it is. */
  show(diff: string): void;
}

interface Wanted {
  path: string;
  content: string;
  /** The lines of the file that is there are kept: it may be changed though init did not write it. */
  added?: boolean;
}

/**
 * Sets qitops up: `qitops.yml`, the step in the workflow that runs the tests or a workflow of its own, the half for
 * forks and the history job. Run again it changes nothing.
 * @throws UserError for a file that stands in the way, a repository without tests, and when nobody said yes.
 */
export async function init(context: CommandContext, options: InitOptions): Promise<InitDocument> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout)
    throw new UserError({
      what: 'is in no git repository',
      where: context.cwd,
      remedy: 'run `git init` first',
    });
  const notes: string[] = [];
  const wanted = await plan(checkout, options, notes);
  const files: InitDocument['files'] = [];
  const current = new Map<string, string | null>();
  for (const { path, content } of wanted) {
    const now = await readFile(join(checkout.root, path), 'utf8').catch(() => null);
    current.set(path, now);
    const change = now === null ? 'create' : now === content ? 'unchanged' : 'update';
    files.push({ path, change, diff: await unifiedDiff(path, now, content) });
  }
  const changed = files.filter(({ change }) => change !== 'unchanged');
  options.show(changed.map(({ diff }) => diff).join('\n'));
  const written = changed.length > 0 && !options.dryRun && (await permitted(wanted, current, options));
  const { opener } = options;
  const offered = wanted.map(({ path, content }) => ({ path, content, now: current.get(path) ?? null }));
  const pullRequest =
    written && opener
      ? await offerInit(
          opener,
          offered.filter(({ now, content }) => now !== content),
          notes,
        )
      : null;
  if (written && !opener) {
    for (const { path, content } of wanted) {
      await mkdir(dirname(join(checkout.root, path)), { recursive: true });
      await writeFile(join(checkout.root, path), content);
    }
  }
  const onDefaultBranch = changed
    .map(({ path }) => path)
    .filter((path) => path === COMMENT_WORKFLOW || path === ACCEPT_WORKFLOW);
  return {
    schemaVersion: SCHEMA_VERSION,
    files,
    written: written && !opener,
    onDefaultBranch,
    ...(pullRequest ? { pullRequest } : {}),
    notes,
  };
}

/** Whether everything may be written: no file of somebody else's in the way, and a yes. */
async function permitted(
  wanted: readonly Wanted[],
  current: ReadonlyMap<string, string | null>,
  { yes, person, opener }: InitOptions,
): Promise<boolean> {
  const changing = wanted.filter(({ path, content }) => ![null, content].includes(current.get(path) ?? null));
  const foreign = changing.filter(({ path, added }) => !added && !isWrittenByInit(current.get(path)!));
  if (foreign.length > 0)
    throw new UserError(
      foreign.map(({ path }) => ({
        what: 'exists, differs, and was not written by init',
        where: path,
        remedy: 'see `qitops init --dry-run`, then move it away or put in what is missing by hand',
      })),
    );
  if (yes) return true;
  if (!person)
    throw new UserError({
      what: 'nothing was written: there is nobody to ask',
      remedy: 'add --yes to write what is shown, or --dry-run to see it only',
    });
  return person.confirm(opener ? 'Open a pull request with this?' : 'Write this?');
}

async function plan(checkout: Checkout, options: InitOptions, notes: string[]): Promise<Wanted[]> {
  const files = await StackFiles.of(checkout.root);
  const workflows = await readWorkflows(checkout.root, files.paths);
  const ours = workflows.filter(({ path, text }) => path === NEW_WORKFLOW && isWrittenByInit(text));
  const stack = await detectStack(checkout.root, { without: ours.map(({ path }) => path) });
  const wanted: Wanted[] = [];
  const others = workflows.filter((workflow) => !ours.includes(workflow));
  const set = ownSteps(others, 'analyze-pr').find(({ workflow }) => 'pull_request' in workflow.on)?.workflow;
  const main = set ? null : mainWorkflow(others, stack);
  const edited = main && withAnalysis(main, stack, others);
  const alone = set || edited?.heard ? null : await unitsAlone(checkout.root, stack.units, others);
  let jobs: TestJob[] = [];
  if (set)
    notes.push(
      `${set.path} runs qitops/analyze-pr already; \`qitops doctor\` says whether anything is missing`,
    );
  else if (main && edited && !alone) {
    notes.push(...edited.notes);
    if (edited.text !== main.text) wanted.push({ path: main.path, content: edited.text, added: true });
  } else {
    if (main)
      notes.push(
        `${main.path} runs the tests by commands that take no options for results: ${NEW_WORKFLOW} runs them by itself`,
      );
    const submodules = files.has('.gitmodules');
    jobs = (await jobsFor(alone ?? stack.units, options.yes ? null : options.person)).map((job) => ({
      ...job,
      submodules,
    }));
    wanted.push({ path: NEW_WORKFLOW, content: newWorkflow(jobs, await branchOf(checkout)) });
  }
  const found = set ?? (jobs.length > 0 ? null : main);
  const skippable = found === main ? (edited?.skippable ?? []) : [];
  const reported = found === main ? (edited?.reporting ?? []) : [];
  const config = ['qitops.yml', '.github/qitops.yml'].find((path) => files.has(path));
  // what people set there is theirs, also where init wrote the first of it
  if (config) {
    notes.push(`${config} is there and stays as it is`);
    if (skippable.length > 0)
      notes.push(
        `jobs with a condition are left out at times: write \`gates: { skippable: [${skippable.join(', ')}] }\` there`,
      );
  } else wanted.unshift({ path: 'qitops.yml', content: configFile(skippable) });
  const name = found ? (found.name ?? found.path) : 'qitops';
  const relays = ownSteps(others, 'analyze-pr').find(
    ({ workflow }) => 'workflow_run' in workflow.on && workflow.path !== COMMENT_WORKFLOW,
  );
  if (relays) notes.push(`${relays.workflow.path} comments for forks already`);
  else wanted.push({ path: COMMENT_WORKFLOW, content: commentWorkflow(name) });
  const suggests = ownSteps(others, 'suggest-tests').find(({ workflow }) => 'pull_request' in workflow.on);
  const accepts = ownSteps(others, 'suggest-tests').find(
    ({ workflow }) => 'issue_comment' in workflow.on && workflow.path !== ACCEPT_WORKFLOW,
  );
  if (accepts) notes.push(`${accepts.workflow.path} acts on commands already`);
  else if (suggests) {
    const { name: workflow, path } = suggests.workflow;
    wanted.push({ path: ACCEPT_WORKFLOW, content: acceptWorkflow(workflow ?? path) });
  }
  notes.push(...jobs.flatMap(({ unit }) => neededBesides(unit, files)));
  const shown = jobs.length > 0 ? jobs.map(({ unit }) => unit) : stack.units;
  for (const unit of shown.filter(({ commands }) => commands.test)) {
    const silent = unit.reporters.find(
      ({ runner, writes }) =>
        !writes.results && !reported.some((one) => one.unit === unit.path && one.runner === runner),
    );
    if (silent && (found || silent.command === null))
      notes.push(`${unit.path}: ${silent.runner} writes no results that can be read yet: ${silent.howTo}`);
  }
  return wanted;
}

/** What the tests of a unit may want and no workflow of ours brings: without it they are red for no cause of a change. */
function neededBesides(unit: DetectedUnit, files: StackFiles): string[] {
  const { path, containers = [], variables } = unit;
  const missing = servicesToAdd(unit);
  const example = files
    .namesIn(path)
    .find((name) => /^\.?env[.-](example|sample|template|dist|test\.example)\b/.test(name));
  return [
    ...(missing.length > 0
      ? [`${path}: the tests seem to need ${missing.join(', ')}: add what they use under \`services:\``]
      : []),
    ...(containers.length > 0
      ? [
          `${path}: ${containers.map(({ name }) => name).join(', ')} ${containers.length > 1 ? 'are' : 'is'} started as ${containers[0]!.from} does it`,
        ]
      : []),
    ...(variables && variables.secrets.length > 0
      ? [`${path}: ${variables.from} takes ${variables.secrets.join(', ')} from secrets: none is copied`]
      : []),
    ...(example && !variables
      ? [
          unit.exampleEnv === example
            ? `${path}: \`.env\` is made of ${example}: give the tests what has to differ under \`env:\` of their job`
            : `${path}: ${example} names variables: give the tests those that they need under \`env:\` of their job`,
        ]
      : []),
  ];
}

type Stack = Awaited<ReturnType<typeof detectStack>>;

/** A repository's own workflow with our steps; `heard`: whether any unit whose tests it runs has results that can be read. */
function withAnalysis(
  main: WorkflowFile,
  { units, workflows }: Stack,
  others: readonly WorkflowFile[],
): EditedWorkflow & { heard: boolean } {
  const { tests, reporting, units: tested = [] } = workflows.find(({ path }) => path === main.path)!;
  const edited = editWorkflow(main, tests, reporting);
  const also = workflows.filter(({ path, tests: jobs }) => path !== main.path && jobs.length > 0);
  const notes = also
    .filter(({ path }) => onPullRequests(others, path))
    .map(
      ({ path, tests: jobs }) =>
        `${path} runs tests too (${jobs.join(', ')}): what it finds is not in the comment until its jobs have ${own('analyze-pr')} as well`,
    );
  const heard = units.some(
    ({ path, reporters }) =>
      tested.includes(path) &&
      (reporters.some(({ writes }) => writes.results) || edited.reporting.some(({ unit }) => unit === path)),
  );
  return { ...edited, notes: [...edited.notes, ...notes], heard };
}

function onPullRequests(workflows: readonly WorkflowFile[], path: string): boolean {
  return workflows.some((workflow) => workflow.path === path && 'pull_request' in workflow.on);
}

/** The workflow on pull requests that runs the tests of most units, in most jobs. */
function mainWorkflow(
  workflows: readonly WorkflowFile[],
  { units: all, workflows: stack }: Awaited<ReturnType<typeof detectStack>>,
): WorkflowFile | null {
  const places = all.flatMap(({ commands }) => commands.test?.evidence ?? []);
  const isNamed = ({ path }: WorkflowFile): boolean =>
    places.some(({ ref }) => ref && 'path' in ref && ref.path === path);
  const tested = workflows
    .filter(({ on }) => 'pull_request' in on)
    .map((workflow) => {
      const { tests = [], units = [] } = stack.find(({ path }) => path === workflow.path) ?? {};
      return { workflow, tests: tests.length, units: units.length, root: units.includes('.') };
    })
    .filter(({ tests }) => tests > 0)
    .sort(
      (a, b) =>
        Number(isEndToEnd(a.workflow)) - Number(isEndToEnd(b.workflow)) ||
        Number(b.root) - Number(a.root) ||
        b.units - a.units ||
        b.tests - a.tests ||
        Number(isCalledTests(b.workflow)) - Number(isCalledTests(a.workflow)) ||
        Number(isForTests(b.workflow)) - Number(isForTests(a.workflow)) ||
        Number(isNamed(b.workflow)) - Number(isNamed(a.workflow)),
    );
  return tested[0]?.workflow ?? null;
}

/** Whether a workflow is called after tests that drive the whole application. */
function isEndToEnd({ path, name }: WorkflowFile): boolean {
  return /(^|[^a-z])(e2e|end-to-end|playwright|cypress)([^a-z]|$)/i.test(
    `${path.split('/').at(-1)} ${name ?? ''}`,
  );
}

/** Whether the file of a workflow is called after the tests and nothing besides. */
function isCalledTests({ path }: WorkflowFile): boolean {
  return /\/(ci|tests?|unit-?tests?|build|main|check)\.ya?ml$/i.test(path);
}

/** Whether a workflow is called after the tests, as against nightly, integration and release ones. */
function isForTests({ path, name }: WorkflowFile): boolean {
  return /(^|[^a-z])(ci|tests?|unit|check|build|main)([^a-z]|$)/i.test(
    `${path.split('/').at(-1)} ${name ?? ''}`,
  );
}

/** The default branch by its plain name, as far as the clone knows it; else the one that is checked out. */
async function branchOf(checkout: Checkout): Promise<string> {
  const known = await checkout.defaultBranch();
  const here = known ?? (await checkout.git.maybe(['symbolic-ref', '--short', 'HEAD'])) ?? 'main';
  return here.replace(/^origin\//, '');
}
