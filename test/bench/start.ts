import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@qitops/tooling';

const ACTIONS = ['detect', 'analyze-pr', 'flaky-detect', 'report'];
const TIMES = 15;
/** What a start may take, ms of a processor: on a quiet machine it takes no longer, on a busy one the clock says nothing. */
const LIMIT_MS = 250;
/** What bare Node takes on GitHub's machines, ms of a processor; on a slower one an action may take more as well. */
const BARE_MS = 60;
/** What an action may read when it starts, bytes. */
const LOADED = 1e6;
/** What the folder of a bundle may take, bytes. */
const FOLDER = 12 * 2 ** 20;

/**
 * What an action takes to start and end with nothing to do (its post step, when nothing was left for it), beside bare
 * Node in the same run, each in turn so that both have the same machine.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-start-'));
  try {
    const failures: string[] = [];
    const bundles = ACTIONS.map((name) => join(ROOT, 'actions', name, 'dist/index.js'));
    if (!bundles.every((bundle) => existsSync(bundle))) throw new Error('build first: npm run -s build');
    const watch = join(folder, 'watch.cjs');
    writeFileSync(watch, WATCH);
    const times = new Map<string, Taken[]>();
    for (let time = 0; time < TIMES; time++)
      for (const program of ['', ...bundles]) {
        const args = ['-r', watch, ...(program === '' ? ['-e', '0'] : [program])];
        times.set(program, [...(times.get(program) ?? []), taken(args, folder)]);
      }
    const bare = bestOf(times.get('')!);
    console.log(`bare node  ${shown(bare)}`);
    const limit = LIMIT_MS * Math.max(1, bare.processorMs / BARE_MS);
    for (const [at, bundle] of bundles.entries()) {
      const best = bestOf(times.get(bundle)!);
      const loaded = statSync(bundle).size;
      const whole = sizeOf(join(bundle, '..'));
      console.log(
        `${ACTIONS[at]}  ${shown(best)}, ${(best.processorMs / bare.processorMs).toFixed(1)} × bare node; ${(loaded / 1e6).toFixed(2)} MB at start, ${(whole / 1e6).toFixed(1)} MB in all`,
      );
      if (best.processorMs > limit)
        failures.push(`${ACTIONS[at]} took ${shown(best)} to start, more than ${limit.toFixed(0)} ms`);
      if (loaded > LOADED) failures.push(`${ACTIONS[at]} reads ${loaded} bytes at its start`);
      if (whole > FOLDER) failures.push(`${ACTIONS[at]} has ${whole} bytes`);
    }
    if (failures.length > 0) throw new Error(failures.join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Taken {
  /** User and system time. */
  processorMs: number;
  clockMs: number;
}

const WATCH = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(2, 'processor ' + (user + system) / 1000 + '\\n');
});
`;

function taken(args: readonly string[], folder: string): Taken {
  const summary = join(folder, 'summary');
  writeFileSync(summary, '');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GITHUB_STEP_SUMMARY: summary,
    'STATE_qitops-phase': 'post',
  };
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
  const clockMs = performance.now() - begun;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { clockMs, processorMs: Number(/processor ([\d.]+)/.exec(stderr)?.[1]) };
}

/** The least of each. */
function bestOf(all: readonly Taken[]): Taken {
  return {
    processorMs: Math.min(...all.map(({ processorMs }) => processorMs)),
    clockMs: Math.min(...all.map(({ clockMs }) => clockMs)),
  };
}

function shown({ processorMs, clockMs }: Taken): string {
  return `${processorMs.toFixed(0)} ms of a processor (${clockMs.toFixed(0)} ms by the clock)`;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
