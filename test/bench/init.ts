import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@qitops/commands';
import { Git } from '@qitops/repository';
import { parse } from 'yaml';
import { EXPECTED_INITS, type ExpectedInit } from './init-expected.ts';

/** Repositories of the table that have to be set up wholly right. */
const LEAST = 0.9;

/**
 * Sets up clones of public repositories, named `<owner>_<name>` in the folder QITOPS_REPOSITORIES, once as they are and
 * once without their workflows, and compares what is written with what a reader says. QITOPS_INIT_RUN names some of them,
 * comma by comma. The clones stay as they are.
 */
export async function run(): Promise<void> {
  const folder = process.env.QITOPS_REPOSITORIES;
  if (!folder) {
    console.log('QITOPS_REPOSITORIES names no folder of clones: nothing is measured');
    return;
  }
  let right = 0;
  let all = 0;
  const names = (process.env.QITOPS_INIT_RUN ?? '').split(',').filter(Boolean);
  for (const expected of EXPECTED_INITS) {
    if (names.length > 0 && !names.includes('all') && !names.includes(expected.repository)) continue;
    const clone = join(folder, expected.repository.replace('/', '_'));
    if (!existsSync(clone)) {
      console.log(`${expected.repository}: is not there`);
      continue;
    }
    const sha = await new Git(clone).text(['rev-parse', 'HEAD']);
    if (sha !== expected.sha) throw new Error(`${clone} is at ${sha}, and was read at ${expected.sha}`);
    const wrong = [...(await joined(clone, expected)), ...(await alone(clone, expected))];
    all += 1;
    if (wrong.length === 0) right += 1;
    console.log(`${wrong.length === 0 ? 'right' : 'WRONG'}  ${expected.repository} (${expected.kind})`);
    for (const each of wrong) console.log(`       ${each}`);
  }
  console.log(`${right} of ${all} repositories are set up wholly right`);
  if (right / all < LEAST) throw new Error(`below the bar: ${LEAST * 100} % should be right`);
}

/** The repository as it is: the step stands in the right jobs of the right workflow, or a workflow is written. */
async function joined(clone: string, { joins }: ExpectedInit): Promise<string[]> {
  return inCopy(clone, async (root) => {
    const files = await written(root);
    if (joins === null)
      return files.some(({ path }) => path.endsWith('/qitops.yml'))
        ? []
        : ['no workflow of its own is written'];
    const file = files.find(({ path, change }) => change === 'update' && path === joins.path);
    if (!file) return [`${joins.path} is not changed, but ${files.map(({ path }) => path).join(', ')}`];
    const { jobs } = parse(file.text) as Workflow;
    const stepped = Object.keys(jobs).filter((id) => id !== 'qitops' && jobs[id]!.steps?.some(isOurs));
    return differ('jobs with the step', stepped, joins.jobs);
  });
}

/** The repository without workflows: the one that is written sets up, installs and tests as it should. */
async function alone(clone: string, expected: ExpectedInit): Promise<string[]> {
  return inCopy(clone, async (root) => {
    rmSync(join(root, '.github/workflows'), { recursive: true, force: true });
    const file = (await written(root)).find(({ path }) => path.endsWith('/qitops.yml'));
    if (!file) return ['no workflow of its own is written'];
    const { jobs } = parse(file.text) as Workflow;
    const tests = Object.entries(jobs).filter(([id]) => id.startsWith('test'));
    const found = tests.map(([, { steps = [] }]) => {
      const runs = steps.filter(({ run }) => run !== undefined);
      return {
        unit: runs.at(-1)?.['working-directory'] ?? '.',
        setUp: setUpOf(steps),
        runs: runs.map(({ run }) => run),
      };
    });
    return differ('a workflow of its own', found, expected.alone);
  });
}

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  'working-directory'?: string;
}
interface Workflow {
  jobs: Record<string, { steps?: Step[] }>;
}

function isOurs({ uses }: Step): boolean {
  return uses?.startsWith('qitops/analyze-pr@') ?? false;
}

/** `node 24, pnpm 10`: what is set up, in short. */
function setUpOf(steps: readonly Step[]): string | null {
  const words = steps.flatMap(({ uses = '', with: given = {} }) => {
    const version = Object.entries(given).find(([name]) => name.endsWith('-version'));
    if (version) return [`${version[0].replace('-version', '')} ${String(version[1])}`];
    if (uses.startsWith('pnpm/')) return [`pnpm ${String(given.version ?? '')}`.trim()];
    return given.submodules === undefined ? [] : ['submodules'];
  });
  const last = (word: string): number => (/^(pnpm|submodules)/.test(word) ? 1 : 0);
  return words.length > 0 ? words.sort((a, b) => last(a) - last(b)).join(', ') : null;
}

function differ(what: string, found: unknown, wanted: unknown): string[] {
  return JSON.stringify(found) === JSON.stringify(wanted)
    ? []
    : [`${what}: ${JSON.stringify(found)}, and a reader says ${JSON.stringify(wanted)}`];
}

async function written(root: string): Promise<{ path: string; change: string; text: string }[]> {
  const log = { info() {}, warn() {} };
  const options = { yes: true, dryRun: false, person: null, show() {} };
  const { files } = await init({ cwd: root, env: {}, log }, options);
  return files.map(({ path, change }) => ({ path, change, text: readFileSync(join(root, path), 'utf8') }));
}

/** A copy of the files that a clone tracks, in a repository of their own. */
async function inCopy<T>(clone: string, work: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-bench-init-'));
  try {
    for (const path of (await new Git(clone).text(['ls-files'])).split('\n'))
      if (existsSync(join(clone, path))) cpSync(join(clone, path), join(root, path), { recursive: true });
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
    execFileSync('git', ['add', '-A'], { cwd: root });
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
