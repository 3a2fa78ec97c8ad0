import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type PullRequestSize, pullRequestOf } from './analyze-pr-inputs.ts';

const BUNDLE = join(import.meta.dirname, '../../packages/cli/dist/index.js');
/** Prints the greatest resident set of the process when it ends, in MB. */
const WATCH = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxrss '+process.resourceUsage().maxRSS/1024+'\\n'))`;

const SIZES: Record<string, PullRequestSize> = {
  'a normal pull request (20 files, 2k tests)': {
    sources: 400,
    changed: 20,
    added: 40,
    tests: 2000,
    shards: 1,
    lines: 700,
  },
  'a huge one (240k added lines, 10k tests)': {
    sources: 5000,
    changed: 1200,
    added: 200,
    tests: 10_000,
    shards: 3,
    lines: 1100,
  },
};

/** What the bundled command takes of time and memory on pull requests, beside its own start. */
export async function run(): Promise<void> {
  if (!existsSync(BUNDLE)) throw new Error('build first: npm run -s build');
  const start = await best(3, process.cwd(), ['--help']);
  console.log(`start-up (--help)  ${start.seconds.toFixed(2)} s  ${start.mb.toFixed(0)} MB`);
  for (const [name, size] of Object.entries(SIZES)) {
    const repository = pullRequestOf(size);
    const coverage = globSync('*/lcov.info', { cwd: repository.root }).reduce(
      (sum, path) => sum + statSync(join(repository.root, path)).size,
      0,
    );
    const args = ['analyze-pr', '--base', 'main', '--head', 'pr', '--markdown', 'comment.md', '--json'];
    const taken = await best(3, repository.root, args);
    console.log(
      `${name}, ${(coverage / 1e6).toFixed(0)} MB coverage  ${taken.seconds.toFixed(2)} s (${(taken.seconds / start.seconds).toFixed(1)} × start-up)  ${taken.mb.toFixed(0)} MB  exit ${taken.code}`,
    );
    repository.dispose();
    if (taken.mb > 1024) throw new Error(`${name} took ${taken.mb.toFixed(0)} MB, more than 1 GB`);
  }
}

interface Taken {
  seconds: number;
  mb: number;
  code: number;
}

async function best(times: number, cwd: string, args: readonly string[]): Promise<Taken> {
  const all: Taken[] = [];
  for (let i = 0; i < times; i++) all.push(await once(cwd, args));
  return all.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

function once(cwd: string, args: readonly string[]): Promise<Taken> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', WATCH, BUNDLE, ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const mb = Number(/maxrss ([\d.]+)/.exec(errors)?.[1] ?? Number.NaN);
      resolve({ seconds: (performance.now() - begun) / 1000, mb, code: code ?? -1 });
    });
  });
}
