import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { init } from '@qitops/commands';
import { AnalyzeDocument, messageOf } from '@qitops/model';
import { NEW_WORKFLOW } from '@qitops/model/workflow/new-workflow';
import { detectStack, Git } from '@qitops/repository';
import { type Files, Scenario } from '../actions/scenario.ts';
import { runProgram } from '../runner/program.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { type Counted, countedIn } from './init-count.ts';
import { machineFor } from './init-machine.ts';
import { reduced } from './init-own.ts';
import { INIT_RUNS, type InitRun } from './init-runs.ts';

/** Milliseconds that a step of a stranger may take. */
const STEP_LIMIT = 240_000;

/** So often is a suite run whose failures come and go: two runs of it are compared, not one with itself. */
const ATTEMPTS = 3;

/** What was seen of a repository. */
interface Seen {
  run: InitRun;
  /** What the comment says; null = there was none. */
  comment: Counted | null;
  /** What the runner says when it is run by hand; null = not understood. */
  direct: Counted | null;
  /** Whether there is coverage of anything. */
  covered: boolean;
  /** Coverable lines of the new function that were judged. */
  judged: number;
  /** Why it is not right; empty = it is. */
  wrong: string[];
}

/**
 * Runs the workflow that init writes for clones of public repositories in the local runner, byte for byte, with a pull
 * request that adds a function to one of their files, and compares the first comment with what the repository's own
 * runner says by hand. QITOPS_REPOSITORIES is the folder of the clones, QITOPS_INIT_RUN names some of the table, comma by
 * comma, and QITOPS_INIT_TOOLS holds what stands in for set-ups that this machine cannot reach: a folder a set-up action
 * or program, put before PATH. With QITOPS_INIT_CI=kept the clones keep their workflows, which init then edits; of those
 * run the jobs that test, with one cell of each matrix.
 */
export async function run(): Promise<void> {
  const folder = process.env.QITOPS_REPOSITORIES;
  if (!folder) {
    console.log('QITOPS_REPOSITORIES names no folder of clones: nothing is measured');
    return;
  }
  const names = (process.env.QITOPS_INIT_RUN ?? '').split(',').filter(Boolean);
  if (names.length === 0) {
    console.log('QITOPS_INIT_RUN names nothing to run: `all`, or some of the table');
    return;
  }
  const kept = process.env.QITOPS_INIT_CI === 'kept';
  const wanted = INIT_RUNS.filter(({ repository }) => names.includes('all') || names.includes(repository));
  const all: Seen[] = [];
  for (const each of wanted) {
    const clone = join(folder, each.repository.replace('/', '_'));
    let seen = await firstComment(clone, each, kept);
    for (let times = 1; times < ATTEMPTS && isUnsteady(seen); times++) {
      console.log(`${line(seen)} again`);
      seen = await firstComment(clone, each, kept);
    }
    console.log(line(seen));
    all.push(seen);
  }
  const seen = all.filter(({ comment }) => comment !== null);
  const right = all.filter(({ wrong }) => wrong.length === 0);
  console.log(
    `${seen.length} of ${all.length} first comments tell results, ${right.length} of ${all.length} are right`,
  );
  const known = all.flatMap(({ run, wrong }) => {
    const before = kept ? run.kept : run.right;
    return before === undefined || before === (wrong.length === 0) ? [] : [{ run, before }];
  });
  for (const { run, before } of known)
    console.log(`${run.repository} was ${before ? 'right' : 'not right'} when the table was written`);
  if (known.some(({ before }) => before)) throw new Error('some first comments are no longer right');
}

/** Whether the same tests ran twice and not as many failed, which time alone may do. */
function isUnsteady({ comment, direct }: Seen): boolean {
  return comment !== null && comment.tests === direct?.tests && comment.failed !== direct.failed;
}

function line({ run, comment, direct, covered, judged, wrong }: Seen): string {
  const count = (one: Counted | null): string => (one ? `${one.tests} (${one.failed} failed)` : 'none');
  return [
    `| ${run.repository} | ${run.stack}`,
    count(comment),
    count(direct),
    covered ? `${judged} of the change` : 'none',
    run.standIn ?? 'nothing',
    wrong.length === 0 ? 'right |' : `WRONG: ${wrong.join('; ')} |`,
  ].join(' | ');
}

const WORKFLOW = /^\.github\/workflows\//;

function tested(text: unknown): boolean {
  return typeof text === 'string' && /uses: qitops\/analyze-pr@/.test(text) && !/workflow_run:/.test(text);
}

async function firstComment(clone: string, run: InitRun, kept: boolean): Promise<Seen> {
  const nothing = { run, comment: null, direct: null, covered: false, judged: 0 };
  if (run.cannot) return { ...nothing, wrong: [`not run: ${run.cannot}`] };
  if (!existsSync(clone)) return { ...nothing, wrong: ['is not there'] };
  const sha = await new Git(clone).text(['rev-parse', 'HEAD']);
  if (run.sha && sha !== run.sha) return { ...nothing, wrong: [`is at ${sha}`] };
  const code = readFileSync(join(clone, run.changed), 'utf8');
  const written = await filesOfInit(clone, kept);
  const path = Object.keys(written).find((one) => WORKFLOW.test(one) && tested(written[one]));
  const text = path === undefined ? null : written[path];
  if (typeof text !== 'string') return { ...nothing, wrong: ['init writes no workflow'] };
  const own = path === NEW_WORKFLOW ? null : reduced(text);
  if (own && own.left.length > 0) console.log(`${run.repository}: left out ${own.left.join(', ')}`);
  const workflow = own?.workflow ?? text;
  const scenario = await Scenario.open({
    from: clone,
    main: [written],
    topic: { [run.changed]: run.added ? code + run.added : edited(run.changed, code) },
  });
  const home = mkdtempSync(join(tmpdir(), 'qitops-bench-home-'));
  try {
    const programs = machineFor(workflow, { root: clone, home, aside: process.env.QITOPS_INIT_TOOLS });
    const variables = reach(home);
    const { jobs } = await scenario.runAll(workflow, {
      path: programs,
      variables,
      scriptLimitMs: STEP_LIMIT,
    });
    keepLog(run, { workflow, jobs, comments: scenario.comments });
    const document = analysisOf(jobs);
    if (!document || scenario.comments.length !== 1)
      return { ...nothing, wrong: [`${scenario.comments.length} comments`, ...failures(jobs)] };
    const counting = Object.keys(jobs).filter((id) => (own ? own.tests.includes(id) : id.startsWith('test')));
    const direct = await byHand(own ? await plainly(clone, path!, run) : run, jobs, counting, {
      path: [...programs, dirname(process.execPath)],
      variables: { ...variables, ...run.variables },
    });
    return judged({ run, document, direct, jobs });
  } catch (error) {
    return { ...nothing, wrong: [messageOf(error)] };
  } finally {
    await scenario.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function judged({
  run,
  document,
  direct,
  jobs,
}: {
  run: InitRun;
  document: AnalyzeDocument;
  direct: Counted | null;
  jobs: Record<string, JobResult>;
}): Seen {
  const { totals } = document.results;
  const read = document.results.files > 0;
  const comment = read ? { tests: totals.tests, failed: totals.failed + totals.errored } : null;
  const covered = (document.coverage?.lines.total ?? 0) > 0;
  const file = document.patchCoverage?.files.find(({ path }) => path === run.changed);
  const lines = (file?.covered.length ?? 0) + (file?.missed.length ?? 0) + (file?.partial.length ?? 0);
  const wrong = [
    ...(comment ? [] : ['no results in the comment', ...failures(jobs)]),
    ...(direct === null ? ['the runner by hand was not understood'] : []),
    ...(comment && direct && (comment.tests !== direct.tests || comment.failed !== direct.failed)
      ? ['the counts differ']
      : []),
    ...(comment && comment.tests > 0 && comment.failed === comment.tests ? ['every test fails here'] : []),
    ...(run.coverage && !covered ? ['no coverage'] : []),
    ...(run.coverage && covered && lines === 0 ? ['the change is not judged'] : []),
  ];
  return { run, comment, direct, covered, judged: lines, wrong };
}

/** The document of the last step of ours that has one: of the gate where there is one. */
function analysisOf(jobs: Record<string, JobResult>): AnalyzeDocument | null {
  const paths = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ name, outputs }) => (name.includes('analyze-pr') && outputs.json ? [outputs.json] : [])),
  );
  // what a part hands over is no document
  const documents = paths
    .filter((path) => existsSync(path))
    .map((path) => AnalyzeDocument.safeParse(JSON.parse(readFileSync(path, 'utf8'))));
  return documents.findLast(({ success }) => success)?.data ?? null;
}

function failures(jobs: Record<string, JobResult>): string[] {
  return Object.entries(jobs).flatMap(([id, { steps }]) =>
    steps.flatMap(({ name, outcome }) => (outcome === 'failure' ? [`${id}: ${name.slice(0, 60)}`] : [])),
  );
}

/** The commands of a repository's own workflow before they were given options, where they can be called outside of it. */
async function plainly(clone: string, path: string, run: InitRun): Promise<InitRun> {
  const { workflows } = await detectStack(clone);
  const { reporting = [] } = workflows.find((workflow) => workflow.path === path) ?? {};
  if (reporting.length === 0 || reporting.some((line) => line.run.includes('${{'))) return run;
  return { ...run, direct: reporting.map((line) => ({ run: line.run, cwd: line.unit, job: line.job })) };
}

/** What the runner prints where nobody asks it for reports, in the folder that the job left. */
async function byHand(
  { direct }: InitRun,
  jobs: Record<string, JobResult>,
  counting: readonly string[],
  { path, variables }: { path: readonly string[]; variables: Record<string, string> },
): Promise<Counted | null> {
  const counts: Counted[] = [];
  for (const { surroundings } of Object.values(jobs)) {
    if (!surroundings || !existsSync(join(surroundings.workspace, '.git'))) continue;
    for (const command of direct) {
      const job = Object.keys(jobs).find((id) => jobs[id]!.surroundings === surroundings)!;
      if (command.job !== undefined && command.job !== job) continue;
      if (command.job === undefined && !counting.includes(job)) continue;
      const env = { ...surroundings.variables, ...variables };
      env.PATH = [...path, surroundings.variables.PATH].join(':');
      const { output } = await runProgram('bash', ['-c', command.run], {
        cwd: join(surroundings.workspace, command.cwd ?? '.'),
        env,
        killAfterMs: STEP_LIMIT,
      });
      const counted = countedIn(output);
      if (!counted) {
        console.log(output.slice(-1500));
        return null;
      }
      counts.push(counted);
    }
  }
  return counts.length === 0
    ? null
    : {
        tests: counts.reduce((sum, { tests }) => sum + tests, 0),
        failed: counts.reduce((sum, { failed }) => sum + failed, 0),
      };
}

/** A change that the language takes wherever it stands: a new function at the end. */
function edited(path: string, text: string): string {
  if (path.endsWith('.py')) return `${text}\n\ndef gift(price):\n    return 0 if price > 10 else price\n`;
  if (path.endsWith('.go'))
    return `${text}\nfunc gift(price int) int {\n\tif price > 10 {\n\t\treturn 0\n\t}\n\treturn price\n}\n`;
  if (path.endsWith('.rs'))
    return `${text}\n#[allow(dead_code, missing_docs)]\npub(crate) fn gift(price: u32) -> u32 {\n    if price > 10 { 0 } else { price }\n}\n`;
  if (path.endsWith('.rb')) return `${text}\ndef gift(price)\n  price > 10 ? 0 : price\nend\n`;
  if (/\.[cm]?jsx?$/.test(path))
    return `${text}\nfunction gift(price) {\n  return price > 10 ? 0 : price;\n}\n`;
  if (/\.[cm]?tsx?$/.test(path))
    return `${text}\nexport function gift(price: number): number {\n  return price > 10 ? 0 : price;\n}\n`;
  // of a class: in front of the brace that ends it
  const method = path.endsWith('.php')
    ? '\n    public static function gift(int $price): int\n    {\n        return $price > 10 ? 0 : $price;\n    }\n'
    : '\n    static int gift(final int price) {\n        return price > 10 ? 0 : price;\n    }\n';
  const end = text.lastIndexOf('}');
  return `${text.slice(0, end)}${method}${text.slice(end)}`;
}

/** What init changes in a clone: its files; and, unless they are kept, the workflows that it has, taken away before. */
async function filesOfInit(clone: string, kept: boolean): Promise<Files> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-bench-init-run-'));
  try {
    const paths = (await new Git(clone).text(['ls-files'])).split('\n');
    const away = kept ? [] : paths.filter((path) => path.startsWith('.github/workflows/'));
    for (const path of paths)
      if (!away.includes(path) && existsSync(join(clone, path)))
        cpSync(join(clone, path), join(root, path), { recursive: true, verbatimSymlinks: true });
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: root });
    execFileSync('git', ['add', '-A'], { cwd: root, stdio: 'ignore' });
    const log = { info() {}, warn() {} };
    const options = { yes: true, dryRun: false, person: null, show() {} };
    const { files } = await init({ cwd: root, env: {}, log }, options);
    return {
      ...Object.fromEntries(away.map((path) => [path, null])),
      ...Object.fromEntries(files.map(({ path }) => [path, readFileSync(join(root, path), 'utf8')])),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Variables by which this machine reaches its package registries; a job sees nothing else of the machine. */
const REACH = /^(npm_config_registry|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|PIP_\w+|REQUESTS_CA_BUNDLE)$/;

/** Where rustup keeps its toolchains, for HOME is another one in a job. */
function rustHome(): Record<string, string> {
  const folder = join(homedir(), '.rustup');
  return existsSync(folder) ? { RUSTUP_HOME: folder } : {};
}

/** pip's own settings, for HOME is another one in a job. */
function pipSettings(): Record<string, string> {
  const file = ['.config/pip/pip.conf', '.pip/pip.conf']
    .map((path) => join(homedir(), path))
    .find((path) => existsSync(path));
  return file ? { PIP_CONFIG_FILE: file } : {};
}

/** A copy of npm's own settings, which a job may change. */
function npmSettings(home: string): Record<string, string> {
  const file = join(homedir(), '.npmrc');
  if (!existsSync(file)) return {};
  const copy = join(home, 'npmrc');
  cpSync(file, copy);
  return { npm_config_userconfig: copy };
}

function reach(home: string): Record<string, string> {
  const reached = Object.entries(process.env).flatMap(([name, value]) =>
    REACH.test(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return {
    ...pipSettings(),
    ...rustHome(),
    ...Object.fromEntries(reached),
    // what a job installs for the whole machine and how it sets npm up is its own here
    npm_config_prefix: home,
    PNPM_HOME: join(home, 'pnpm'),
    ...npmSettings(home),
    COREPACK_HOME: join(home, 'corepack'),
    ...(process.env.npm_config_registry ? { COREPACK_NPM_REGISTRY: process.env.npm_config_registry } : {}),
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  };
}

function keepLog(
  { repository }: InitRun,
  {
    workflow,
    jobs,
    comments,
  }: { workflow: string; jobs: Record<string, JobResult>; comments: readonly string[] },
): void {
  const folder = process.env.QITOPS_INIT_LOG;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const logs = Object.entries(jobs).map(([id, { log, conclusion }]) => `### ${id}: ${conclusion}\n${log}`);
  writeFileSync(
    join(folder, `${repository.replace('/', '_')}.log`),
    [workflow, ...logs, ...comments].join('\n\n'),
  );
}
