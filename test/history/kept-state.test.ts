import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flakyDetect } from '@qitops/commands';
import { FolderStore, History } from '@qitops/history';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleRun, sampleTest } from './sample-run.ts';

let cwd: string;
const detect = (keepState: boolean) =>
  flakyDetect(
    { cwd, env: {}, log: { info: () => undefined, warn: () => undefined } },
    { store: 'h', triage: true, keepState },
  );
const states = () => readdirSync(join(cwd, 'h/state'));

async function add(from: number, to: number): Promise<void> {
  const runs = Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const startedAt = new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
    return sampleRun(`r${n}`, { startedAt }, [
      sampleTest('steady', 'passed'),
      sampleTest('flaky', n % 9 === 4 ? 'failed' : 'passed'),
      ...(n > 70 ? [sampleTest('young', n === 80 ? 'failed' : 'passed')] : []),
    ]).run;
  });
  const history = new History(new FolderStore(join(cwd, 'h')), (text) => text);
  await history.add(runs.map((run) => ({ run, coverage: null })));
}

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'qitops-state-'));
  await add(0, 60);
});

/** The document without digits that single precision does not hold. */
function rounded(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document, (_, value: unknown) =>
      typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value,
    ),
  );
}

describe('the state of the detector', () => {
  it('is kept when it was asked for, once it is worth it, and changes no result', async () => {
    await detect(false);
    expect(() => states()).toThrow(/ENOENT/);
    await detect(true);
    const [kept] = states();
    await add(60, 90);
    const warm = await detect(true);
    expect(states()).toEqual([kept]);
    writeFileSync(join(cwd, 'h/state', kept!), '');
    expect(rounded(await detect(false))).toEqual(rounded(warm));
    expect(warm.triage!.length).toBeGreaterThan(8);
  });

  it('that is damaged or of another history is made anew', async () => {
    await detect(true);
    const path = join(cwd, 'h/state', states()[0]!);
    const whole = readFileSync(path);
    const expected = rounded(await detect(false));
    for (let at = 0; at < whole.length; at += 97) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 + (at % 255);
      writeFileSync(path, bytes);
      expect(rounded(await detect(false))).toEqual(expected);
    }
    writeFileSync(path, whole);
    const early = sampleRun('early', { startedAt: '2025-01-01T00:00:00.000Z' }, [
      sampleTest('flaky', 'failed'),
    ]).run;
    await new History(new FolderStore(join(cwd, 'h')), (text) => text).add([{ run: early, coverage: null }]);
    expect((await detect(false)).runs).toBe(61);
    expect((await detect(false)).tests.find(({ name }) => name === 'flaky')!.runs).toBe(61);
  });
});
