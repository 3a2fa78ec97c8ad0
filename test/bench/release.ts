import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '@qitops/tooling';
import { runWorkflow } from '../runner/run-workflow.ts';

/**
 * The workflow that releases, as a trial, in the local runner: the commit is installed and built twice from clean
 * checkouts at different places, both have to be the same byte by byte, and one of them is pushed and tagged in empty
 * repositories. It takes as long as two builds.
 */
export async function run(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'qitops-release-trial-'));
  try {
    const bare = join(scratch, 'qitops.git');
    execFileSync('git', ['clone', '-q', '--bare', ROOT, bare]);
    const sha = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
    const { jobs } = await runWorkflow({
      workflow: readFileSync(join(ROOT, '.github/workflows/release.yml'), 'utf8'),
      event: {
        name: 'workflow_dispatch',
        payload: { inputs: { version: '0.0.1', trial: true } },
        sha,
        ref: 'refs/heads/main',
      },
      repository: { owner: 'qitops', name: 'qitops', bare },
      scriptLimitMs: 15 * 60_000,
      github: { url: 'http://127.0.0.1:9', token: 'none' },
    });
    for (const [id, { conclusion, outputs }] of Object.entries(jobs))
      console.log(`release: ${id} ${conclusion}${outputs.digest ? ` ${outputs.digest}` : ''}`);
    const { stage, again, reproducible, actions, npm } = jobs;
    const released = stage!.log.match(/ v0\.0\.1 is [0-9a-f]{40}/g) ?? [];
    console.log(`release: ${released.length} repositories tagged; nothing published`);
    const wrong = [stage, again, reproducible].find((job) => job!.conclusion !== 'success');
    if (wrong) throw new Error(`release: ${wrong.log.slice(-2_000)}`);
    if (released.length !== 6) throw new Error(`release: ${stage!.log.slice(-2_000)}`);
    if (actions!.conclusion !== 'skipped' || npm!.conclusion !== 'skipped')
      throw new Error('release: a trial published');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
