import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DETECTOR_VERSION, detectOnwards } from '@qitops/analysis';
import { GitStore, History } from '@qitops/history';
import { Git } from '@qitops/repository';
import { expect, it } from 'vitest';
import { sampleRun, sampleTest } from './sample-run.ts';

it("a detector's state of what was forgotten meanwhile is not kept", async () => {
  const at = mkdtempSync(join(tmpdir(), 'qitops-state-race-'));
  const git = new Git(at);
  await git.run(['init', '-q', '--bare']);
  const ref = 'refs/qitops/history';
  const open = () => new History(new GitStore({ git, ref, remote: null }), (text) => text);
  const runs = Array.from({ length: 40 }, (_, n) => {
    const startedAt = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
    return sampleRun(`r${n}`, { startedAt }, [sampleTest('stays', 'passed'), sampleTest('secret', 'failed')]);
  });
  await open().add(runs.map(({ run }) => ({ run, coverage: null })));
  const reader = open();
  const { state } = detectOnwards(await reader.view())!;
  await open().forget({ test: 'secret' });
  await reader.keepState(DETECTOR_VERSION, state!);
  const listed = await git.run(['ls-tree', '-r', '--name-only', ref]);
  expect(listed.stdout.toString()).not.toContain('state/');
  expect(await open().detectorState(DETECTOR_VERSION)).toBeNull();

  const later = open();
  await later.keepState(DETECTOR_VERSION, detectOnwards(await later.view())!.state!);
  expect((await open().detectorState(DETECTOR_VERSION))!.tests.map(({ name }) => name)).toEqual(['stays']);
});
