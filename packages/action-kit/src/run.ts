import { isAbsolute, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import * as core from '@actions/core';
import type { CommandContext } from '@qitops/commands';
import { escapeLogLine, escapeMarkdown } from '@qitops/escape';
import { type Finding, messageOf, problemText, UserError } from '@qitops/model';
import { type MatrixPlace, matrixPlace } from './cell.ts';
import { CONTEXT_INPUT, type Contract, type InputValues, type OutputValues } from './contract.ts';
import { inputVariable, parseInputs, secretValues } from './inputs.ts';
import { type ActionLog, actionLog, annotate, writeSummary } from './publish.ts';

const REPORT_AT = 'https://github.com/qitops/qitops/issues';
/** What `action.yml` asks for with `using: node24`, and the first runner that has it. */
const NODE = 24;
const RUNNER = '2.327.1';
/** Time that is left to what still runs when all is done, ms. */
const LINGERS_MS = 5000;
const PHASE = 'qitops-phase';
const DEFERRED = 'qitops-deferred';

/** What the body of an action is given. */
export interface ActionScope<C extends Contract> extends MatrixPlace {
  inputs: InputValues<C>;
  phase: 'main' | 'post';
  env: Readonly<Record<string, string | undefined>>;
  log: ActionLog;
  /** The surroundings of a command that starts in `directory` (relative to the workspace), with more variables. */
  context(directory?: string, variables?: Readonly<Record<string, string>>): CommandContext;
}

/** What the body of an action answers. */
export interface ActionOutcome<C extends Contract> {
  outputs?: OutputValues<C>;
  /** Markdown for the job summary. */
  summary?: string;
  findings?: readonly Finding[];
  /** The gate that failed, as one sentence; absent or null = the step passes. */
  failure?: string | null;
  /** True to run the body again in the post step, when the other steps of the job have run. */
  defer?: boolean;
}

export type ActionBody<C extends Contract> = (scope: ActionScope<C>) => Promise<ActionOutcome<C>>;

/**
 * Runs an action: masks secrets, parses the inputs, runs the body, publishes what it answers and turns whatever
 * is thrown into one message. Sets `process.exitCode`; the process ends by itself, or a little later where something
 * that was given up still holds a connection. As the post step it runs the body again only if the main step deferred
 * to it.
 */
export async function runAction<C extends Contract>(contract: C, body: ActionBody<C>): Promise<void> {
  const phase = core.getState(PHASE) === 'post' ? 'post' : 'main';
  try {
    checkNode(process.versions.node);
    for (const secret of secretValues(contract, process.env)) core.setSecret(secret);
    if (phase === 'main') core.saveState(PHASE, 'post');
    if (phase === 'post' && core.getState(DEFERRED) !== 'true') {
      core.info('Done before: nothing was left for the end of the job.');
      return;
    }
    const scope = scopeOf(contract, phase);
    await publish(await body(scope), phase);
  } catch (error) {
    await fail(contract.name, error);
  }
  // a worker of somebody else is not ours to end
  if (isMainThread && process.send === undefined)
    setTimeout(() => process.stdout.write('', () => process.exit()), LINGERS_MS).unref();
}

/** Runners before 2.327.1 have no Node.js 24; most refuse the action themselves, some run it with what they have. */
function checkNode(version: string): void {
  if (Number.parseInt(version, 10) >= NODE) return;
  throw new UserError({
    what: `this action needs Node.js ${NODE}, and the runner started it with ${version}`,
    where: process.env.RUNNER_NAME ? `the runner ${process.env.RUNNER_NAME}` : 'the runner',
    remedy: `update it to ${RUNNER} or later`,
  });
}

function scopeOf<C extends Contract>(contract: C, phase: 'main' | 'post'): ActionScope<C> {
  const inputs = parseInputs(contract, process.env);
  // What the action starts (tests of the repository among it) has no business with its secrets.
  for (const [name, { secret }] of Object.entries(contract.inputs)) {
    if (secret) delete process.env[inputVariable(name)];
  }
  const { cell, matrix } = matrixPlace(process.env[inputVariable(CONTEXT_INPUT.name)] ?? '');
  const env = { ...process.env, QITOPS_CELL: cell };
  const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
  return {
    inputs,
    cell,
    matrix,
    phase,
    env,
    log: actionLog,
    context: (directory = '.', variables = {}) => ({
      cwd: resolve(workspace, inside(directory)),
      env: { ...env, ...variables },
      log: actionLog,
    }),
  };
}

function inside(directory: string): string {
  if (isAbsolute(directory) || directory.split(/[\\/]/).includes('..')) {
    throw new UserError({
      where: 'input working-directory',
      what: `${JSON.stringify(directory)} leaves the workspace`,
      remedy: 'give a folder inside the repository',
    });
  }
  return directory;
}

async function publish<C extends Contract>(outcome: ActionOutcome<C>, phase: 'main' | 'post'): Promise<void> {
  for (const [name, value] of Object.entries(outcome.outputs ?? {})) core.setOutput(name, value);
  const left = annotate(outcome.findings ?? []);
  const rest = left > 0 ? `\n<sub>${left} more places are not annotated in the diff.</sub>\n` : '';
  if (outcome.summary !== undefined) await writeSummary(`${outcome.summary}${rest}`);
  if (outcome.defer && phase === 'main') core.saveState(DEFERRED, 'true');
  if (outcome.failure) core.setFailed(escapeLogLine(outcome.failure.replace(/\s+/g, ' ')));
}

/** Says what went wrong as the step's failure, and in the summary, which is never left empty. */
async function fail(name: string, error: unknown): Promise<void> {
  const ours = !(error instanceof UserError);
  if (ours && error instanceof Error && error.stack) core.debug(error.stack);
  const problems = ours
    ? [`${messageOf(error)}. This is a mistake in qitops: please report it at ${REPORT_AT} with this log.`]
    : error.problems.map(problemText);
  core.setFailed(escapeLogLine(problems.join('\n')));
  const items = problems.map((problem) => `- ${escapeMarkdown(problem)}`);
  await writeSummary([`### ❌ qitops ${name} could not do its work`, '', ...items, ''].join('\n'));
}
