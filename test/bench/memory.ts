import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@qitops/tooling';

const TESTS = 100_000;
const COVERAGE_BYTES = 300e6;
const LINES = 10_000;
const MB = 1e6;
/** Prints the greatest resident set of the process when it ends, bytes. */
const WATCH = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxrss '+process.resourceUsage().maxRSS*1024+'\\n'))`;

/** What the bundled actions take of memory on 100k tests and 300 MB of coverage. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-memory-'));
  try {
    const { base, head } = repository(folder);
    writeResults(join(folder, 'junit.xml'));
    writeCoverage(join(folder, 'lcov.info'));
    const size = (name: string) => (statSync(join(folder, name)).size / MB).toFixed(0);
    console.log(`${TESTS} tests (${size('junit.xml')} MB), ${size('lcov.info')} MB of coverage`);
    const pull = {
      pull_request: {
        number: 7,
        head: { sha: head, ref: 'topic', repo: { id: 1 } },
        base: { sha: base, ref: 'main', repo: { id: 1 } },
      },
      repository: { default_branch: 'main' },
    };
    const failures = [
      await measured(folder, {
        action: 'analyze-pr',
        event: 'pull_request',
        payload: pull,
        sha: head,
        inputs: { COMMENT: 'never', SUGGEST: 'false', STORE: '.history' },
        limit: 1000 * MB,
      }),
    ];
    rmSync(join(folder, 'lcov.info'));
    const schedule = { repository: { default_branch: 'main' } };
    const own = { event: 'schedule', payload: schedule, sha: head };
    failures.push(
      await measured(folder, {
        ...own,
        action: 'flaky-detect',
        inputs: { STORE: '.history' },
        limit: 1000 * MB,
      }),
      await measured(folder, {
        ...own,
        action: 'report',
        inputs: { STORE: '.history', OUT: 'site' },
        limit: 500 * MB,
      }),
    );
    const said = failures.filter((one) => one !== null);
    if (said.length > 0) throw new Error(said.join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  action: string;
  event: string;
  payload: object;
  sha: string;
  inputs: Record<string, string>;
  /** Greatest resident set, bytes. */
  limit: number;
}

/** Runs a bundled action; returns what it took too much of, or null. */
async function measured(
  folder: string,
  { action, event, payload, sha, inputs, limit }: Measured,
): Promise<string | null> {
  const temp = join(folder, '.temp');
  mkdirSync(temp, { recursive: true });
  const file = (name: string, text = '') => {
    const path = join(temp, name);
    writeFileSync(path, text);
    return path;
  };
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: temp,
    RUNNER_TEMP: temp,
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: sha,
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'test',
    GITHUB_WORKFLOW: 'ci',
    // nobody is asked anything
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name}`, value])),
  };
  const bundle = join(ROOT, 'actions', action, 'dist/index.js');
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', WATCH, bundle], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  const bytes = Number(/maxrss (\d+)/.exec(text)?.[1] ?? Number.NaN);
  const seconds = (performance.now() - begun) / 1000;
  const errors = text.split('\n').filter((line) => /^::error/.test(line) || /mistake in qitops/.test(line));
  console.log(
    `${action}  ${(bytes / MB).toFixed(0)} MB, ${seconds.toFixed(1)} s, exit ${code}${errors.length > 0 ? `: ${errors[0]}` : ''}`,
  );
  if (code !== 0) return `${action} ended with ${code}: ${errors.join(' ')}`;
  return bytes <= limit ? null : `${action} took ${(bytes / MB).toFixed(0)} MB, more than ${limit / MB} MB`;
}

/** A repository with two commits. */
function repository(folder: string): { base: string; head: string } {
  const identity = {
    GIT_AUTHOR_NAME: 'dana',
    GIT_AUTHOR_EMAIL: 'd@example.com',
    GIT_COMMITTER_NAME: 'dana',
    GIT_COMMITTER_EMAIL: 'd@example.com',
  };
  const env = { ...process.env, ...identity, GIT_CONFIG_GLOBAL: devNull };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' }).trim();
  const source = (index: number) =>
    Array.from({ length: 100 }, (_, line) => `export const n${line} = ${index};\n`).join('');
  git('init', '-q', '-b', 'main');
  writeFileSync(join(folder, '.gitignore'), 'junit.xml\nlcov.info\n.temp\n.history\nsite\n');
  mkdirSync(join(folder, 'src'));
  for (let index = 0; index < 50; index++) writeFileSync(join(folder, `src/file${index}.js`), source(index));
  git('add', '.');
  git('commit', '-q', '-m', 'Base');
  const base = git('rev-parse', 'HEAD');
  for (let index = 0; index < 20; index++)
    writeFileSync(join(folder, `src/file${index}.js`), source(index + 1000));
  git('commit', '-q', '-a', '-m', 'Change');
  return { base, head: git('rev-parse', 'HEAD') };
}

function writeResults(path: string): void {
  const out = openSync(path, 'w');
  writeSync(out, '<testsuites>\n');
  for (let suite = 0; suite < TESTS / 100; suite++) {
    const cases = Array.from({ length: 100 }, (_, index) => {
      const name = `does what it should in case ${index} of part ${suite}`;
      return `<testcase classname="part ${suite}" name="${name}" file="test/part${suite}.test.js" time="0.0${index}"/>\n`;
    });
    writeSync(out, `<testsuite name="part ${suite}" tests="100">\n${cases.join('')}</testsuite>\n`);
  }
  writeSync(out, '</testsuites>\n');
  closeSync(out);
}

function writeCoverage(path: string): void {
  const out = openSync(path, 'w');
  const lines = Array.from({ length: LINES }, (_, index) => `DA:${index + 1},${index % 7}\n`).join('');
  let bytes = 0;
  for (let file = 0; bytes < COVERAGE_BYTES; file++)
    bytes += writeSync(out, `SF:src/file${file}.js\n${lines}LF:${LINES}\nLH:${LINES}\nend_of_record\n`);
  closeSync(out);
}
