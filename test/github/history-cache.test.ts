import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyCache } from '@qitops/github';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FaultWorld } from './fault-world.ts';

let world: FaultWorld;
let run = 0;

beforeEach(async () => {
  world = await FaultWorld.open({ folder: null, main: '0'.repeat(40) });
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
  vi.stubEnv('RUNNER_TEMP', world.folder);
  vi.stubEnv('GITHUB_WORKSPACE', world.folder);
  vi.spyOn(process, 'cwd').mockReturnValue(world.folder);
  // the client waits seconds between its tries
  const real = globalThis.setTimeout;
  const quick = (act: () => void, ms = 0, ...rest: []) => real(act, ms / 1000, ...rest);
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(quick as typeof setTimeout);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await world.close();
});

/** A run of the default branch on a machine of its own: it restores, adds a file of its own and saves. */
async function nextRun(): Promise<string[]> {
  run += 1;
  const folder = join(world.folder, 'history');
  for (const left of [folder, `${folder}.restored`]) rmSync(left, { recursive: true, force: true });
  const job = { repositoryId: 1, runId: run, job: 'test', ref: 'refs/heads/main', readableRefs: [] };
  for (const [name, value] of Object.entries(world.github.results.variables(job))) vi.stubEnv(name, value);
  const cache = historyCache({ event: { ...world.event, runId: String(run) }, workspace: world.folder });
  await cache.restore(folder);
  if (!existsSync(folder)) mkdirSync(folder);
  writeFileSync(join(folder, `run-${run}.json`), '{}');
  expect(await cache.save(folder)).toBeNull();
  return readdirSync(folder);
}

describe('a history in the Actions cache', () => {
  it.each([
    ['the service fails', 'POST', /GetCacheEntryDownloadURL$/],
    ['the storage fails', 'GET', /^\/blobs\//],
  ])('grows from run to run, and is not hidden by a run in which %s', async (_, method, path) => {
    run = 0;
    await nextRun();
    expect(await nextRun()).toEqual(['run-1.json', 'run-2.json']);
    world.github.faults.add(method, path, { kind: 'status', status: 503 }, { times: 40 });
    expect(await nextRun()).toEqual(['run-3.json']);
    world.github.faults.clear();
    expect(await nextRun()).toEqual(['run-1.json', 'run-2.json', 'run-4.json']);
  });
});
