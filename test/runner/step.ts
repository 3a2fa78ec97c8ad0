import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import { type ActionManifest, type CompositeManifest, checkOut, resolveAction } from './actions.ts';
import { bringBack, carryAway } from './carried-files.ts';
import { type Contexts, holds, interpolate, type JobStatus } from './expression.ts';
import { openFileCommands, readFileCommands } from './file-commands.ts';
import type { JobLog } from './log.ts';
import { type Ended, runProgram } from './program.ts';
import type { Kill, RunRequest, Surroundings } from './surroundings.ts';
import type { Step } from './workflow.ts';

/** A job while it runs. */
export interface RunningJob {
  request: RunRequest;
  surroundings: Surroundings;
  log: JobLog;
  /** Variables that steps set for those after them. */
  env: Record<string, string>;
  path: string[];
  summary: string;
  /** Post steps in the order in which their main steps ran. */
  posts: {
    key: string;
    step: Step;
    manifest: ActionManifest;
    state: Map<string, string>;
    env: Record<string, string>;
  }[];
}

export interface Ran {
  code: number;
  outputs: Record<string, string>;
}

/** Runs a step's work; whether it should run is decided before. */
export async function runStep(job: RunningJob, step: Step, key: string, contexts: Contexts): Promise<Ran> {
  const env = texts(step.env, contexts);
  if (step.run !== undefined) return runScript(job, step, key, contexts, env);
  const action = resolveAction(step.uses ?? '', job.surroundings.workspace, {
    bare: job.request.repository.bare,
    sha: job.request.event.sha,
  });
  if (action.kind === 'nothing') return { code: 0, outputs: {} };
  if (action.kind === 'checkout') {
    const { event, repository } = job.request;
    const depth = Number(step.with?.['fetch-depth'] ?? 1);
    checkOut({
      bare: repository.bare,
      workspace: resolve(job.surroundings.workspace, String(step.with?.path ?? '.')),
      sha: event.sha,
      ref: event.ref,
      depth,
    });
    return { code: 0, outputs: {} };
  }
  if (action.kind === 'upload' || action.kind === 'download') {
    const carry = action.kind === 'upload' ? carryAway : bringBack;
    carry(job.request.repository, job.surroundings.workspace, texts(step.with, contexts));
    return { code: 0, outputs: {} };
  }
  if (action.kind === 'composite') return runComposite(job, step, key, contexts, action.manifest);
  const { manifest } = action;
  const inputs = inputsOf(job, step, manifest, contexts);
  const { kill } = job.request;
  const killed = kill?.action === basename(manifest.folder) ? kill : undefined;
  const { code, outputs, state } = await runPhase(job, key, manifest.main, { ...env, ...inputs }, killed);
  if (manifest.post) job.posts.push({ key, step, manifest, state, env: { ...env, ...inputs } });
  return { code, outputs };
}

/** Runs the steps of an action that is made of them; the first that fails ends it. */
async function runComposite(
  job: RunningJob,
  { with: given, name, uses }: Step,
  key: string,
  outer: Contexts,
  manifest: CompositeManifest,
): Promise<Ran> {
  const defaults = Object.entries(manifest.inputs).map(([input, { default: text }]) => [input, text ?? '']);
  const inputs = { ...texts(Object.fromEntries(defaults), outer), ...texts(given, outer) };
  const steps: Record<string, unknown> = {};
  let status: JobStatus = 'success';
  const contexts = (): Contexts => ({ ...outer, env: job.env, inputs, steps });
  for (const [index, step] of manifest.steps.entries()) {
    if (!holds(step.if, contexts(), status)) continue;
    job.log.note(`Run ${step.name ?? step.uses ?? step.run} of ${name ?? uses}`);
    const { code, outputs } = await runStep(job, step, `${key}-${index}`, contexts());
    if (step.id) steps[step.id] = { outputs };
    if (code !== 0 && !step['continue-on-error']) status = 'failure';
  }
  const values = Object.entries(manifest.outputs).map(([output, { value }]) => [output, value]);
  return {
    code: status === 'success' ? 0 : 1,
    outputs: texts(Object.fromEntries(values), contexts()),
  };
}

/** Runs the post step of an action with the state that its main step saved. */
export async function runPost(job: RunningJob, post: RunningJob['posts'][number]): Promise<Ran> {
  const state = Object.fromEntries([...post.state].map(([name, value]) => [`STATE_${name}`, value]));
  return runPhase(job, `${post.key}-post`, post.manifest.post!, { ...post.env, ...state });
}

async function runScript(
  job: RunningJob,
  step: Step,
  key: string,
  contexts: Contexts,
  env: Record<string, string>,
): Promise<Ran> {
  const script = join(job.surroundings.temp, `${key}.sh`);
  writeFileSync(script, interpolate(step.run ?? '', contexts));
  const flags = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const directory = interpolate(step['working-directory'] ?? '.', contexts);
  return finished(job, key, env, (variables) =>
    runProgram('bash', [...flags, script], {
      cwd: resolve(job.surroundings.workspace, directory),
      env: variables,
      killAfterMs: job.request.scriptLimitMs,
    }),
  );
}

function runPhase(job: RunningJob, key: string, file: string, env: Record<string, string>, kill?: Kill) {
  return finished(job, key, { ...job.surroundings.services, ...env }, async (variables) => {
    const begun = performance.now();
    const ended = await runProgram(process.execPath, [file], {
      cwd: job.surroundings.workspace,
      env: variables,
      killAfterMs: kill?.afterMs ?? undefined,
    });
    if (kill) kill.lastedMs = performance.now() - begun;
    return ended;
  });
}

/** Runs a program with its file commands and takes what it wrote and printed. */
async function finished(
  job: RunningJob,
  key: string,
  env: Record<string, string>,
  start: (variables: Record<string, string>) => Promise<Ended>,
): Promise<Ran & { state: Map<string, string> }> {
  const folder = join(job.surroundings.temp, '_runner_file_commands');
  mkdirSync(folder, { recursive: true });
  const files = openFileCommands(folder, key);
  const variables: Record<string, string> = { ...job.surroundings.variables, ...job.env, ...env, ...files };
  variables.PATH = [...job.path, variables.PATH].join(delimiter);
  const { code, killed, output } = await start(variables);
  const saved = job.log.take(output);
  // it may have been killed in the middle of a line
  if (killed) return { code, outputs: {}, state: saved };
  const written = readFileCommands(files);
  Object.assign(job.env, Object.fromEntries(written.env));
  job.path.unshift(...written.path);
  job.summary += written.summary;
  return {
    code,
    outputs: Object.fromEntries(written.outputs),
    state: new Map([...saved, ...written.state]),
  };
}

function inputsOf(
  job: RunningJob,
  step: Step,
  manifest: ActionManifest,
  contexts: Contexts,
): Record<string, string> {
  const given = texts(step.with, contexts);
  const inputs: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    if (!(name in manifest.inputs)) job.log.note(`Unexpected input(s) '${name}'`);
  }
  for (const [name, { default: text }] of Object.entries(manifest.inputs)) {
    inputs[variable(name)] = interpolate(String(text ?? ''), contexts);
  }
  for (const [name, value] of Object.entries(given)) inputs[variable(name)] = value;
  return inputs;
}

function variable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

function texts(values: Step['with'], contexts: Contexts, status?: JobStatus): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, interpolate(String(value), contexts, status)]),
  );
}
