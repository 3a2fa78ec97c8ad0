import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Contexts } from './expression.ts';
import type { WorkflowResult } from './run-workflow.ts';

/** What starts a run. */
export interface RunEvent {
  name: string;
  payload: Record<string, unknown>;
  /** `GITHUB_SHA`: for a pull request the merge commit. */
  sha: string;
  ref: string;
  actor?: string;
  headRef?: string;
  baseRef?: string;
}

/** When the main step of an action is killed, as by a runner that is switched off. */
export interface Kill {
  /** Name of the action: `analyze-pr`. */
  action: string;
  /** After its start, ms; null = not at all. */
  afterMs: number | null;
  /** Written by the runner: how long the process lasted, ms. */
  lastedMs?: number;
}

export interface RunRequest {
  /** The workflow's YAML. */
  workflow: string;
  event: RunEvent;
  repository: { owner: string; name: string /** Path of the bare repository. */; bare: string };
  /** `GITHUB_API_URL`, the token of the run, and the variables that actions alone get: artifacts and caches. */
  github: {
    url: string;
    token: string;
    services?: (job: string) => Record<string, string>;
    /** The token of a job by the permissions that are written for it; absent = `token` for all. */
    tokenOf?: (job: string, permissions: unknown) => string;
  };
  /** Secrets besides `GITHUB_TOKEN`. */
  secrets?: Record<string, string>;
  /** Paths that the event changed; given, the workflow runs only if its `on:` is for this event. */
  changed?: readonly string[];
  /** Where the workflow lies: `.github/workflows/ci.yml`. */
  workflowPath?: string;
  runId?: number;
  attempt?: number;
  /** The attempt before: what succeeded in it is not run again, as by "re-run failed jobs". */
  previous?: WorkflowResult;
  /** Jobs that somebody cancels before they start. */
  cancelled?: readonly string[];
  /** An action whose process is killed. */
  kill?: Kill;
  /** Milliseconds that a script may take; absent = two minutes. */
  scriptLimitMs?: number;
  /** Variables that the machine gives to every step. */
  variables?: Record<string, string>;
  /** Folders put before the PATH of every step. */
  path?: string[];
}

/** The folders and variables of one job. */
export interface Surroundings {
  workspace: string;
  temp: string;
  variables: Record<string, string>;
  /** Variables that actions get and scripts do not. */
  services: Record<string, string>;
  contexts: Contexts;
}

/** Makes the folders of a job and the variables that the runner gives to its steps. */
export function surround(
  request: RunRequest,
  workflowName: string,
  job: string,
  matrix: unknown,
): Surroundings {
  const { event, repository, github } = request;
  const root = mkdtempSync(join(tmpdir(), 'qitops-runner-'));
  const workspace = join(root, repository.name, repository.name);
  const temp = join(root, '_temp');
  const home = join(root, 'home');
  for (const folder of [workspace, temp, home]) mkdirSync(folder, { recursive: true });
  const eventPath = join(temp, 'event.json');
  writeFileSync(eventPath, JSON.stringify(event.payload));
  const fullName = `${repository.owner}/${repository.name}`;
  const runId = String(request.runId ?? 1001);
  const attempt = String(request.attempt ?? 1);
  const variables: Record<string, string> = {
    PATH: [...(request.path ?? []), dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: event.actor ?? 'dana',
    GITHUB_API_URL: github.url,
    GITHUB_BASE_REF: event.baseRef ?? '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_HEAD_REF: event.headRef ?? '',
    GITHUB_JOB: job,
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REPOSITORY: fullName,
    GITHUB_REPOSITORY_OWNER: repository.owner,
    GITHUB_RUN_ATTEMPT: attempt,
    GITHUB_RUN_ID: runId,
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: workflowName,
    GITHUB_WORKFLOW_REF: `${fullName}/${request.workflowPath ?? '.github/workflows/ci.yml'}@${event.ref}`,
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'local',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(root, 'tools'),
    ...pythonHome(),
    ...npmHome(),
    ...request.variables,
  };
  const contexts: Contexts = {
    github: {
      token: github.token,
      event: event.payload,
      event_name: event.name,
      sha: event.sha,
      ref: event.ref,
      repository: fullName,
      actor: event.actor ?? 'dana',
      workflow: workflowName,
      job,
      run_id: runId,
      run_attempt: attempt,
      workspace,
    },
    runner: { os: 'Linux', arch: 'X64', temp },
    matrix: matrix ?? null,
    strategy: {},
    job: { status: 'success' },
    vars: {},
    inputs: event.payload.inputs ?? {},
    secrets: { ...request.secrets, GITHUB_TOKEN: github.token },
  };
  return { workspace, temp, variables, services: github.services?.(job) ?? {}, contexts };
}

/** Version managers find their versions by a variable or by HOME, and HOME is another one here. */
function pythonHome(): Record<string, string> {
  const root = process.env.PYENV_ROOT ?? (process.env.HOME ? join(process.env.HOME, '.pyenv') : null);
  return root ? { PYENV_ROOT: root } : {};
}

/** Where npm has its settings and what it fetched before, for HOME is another one here. */
function npmHome(): Record<string, string> {
  const home = process.env.HOME;
  if (!home || process.platform === 'win32') return {};
  return {
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_cache: join(home, '.npm'),
    XDG_DATA_HOME: join(home, '.local/share'),
  };
}
