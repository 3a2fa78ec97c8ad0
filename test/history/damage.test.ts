import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore, History } from '@qitops/history';
import { FileCoverageBuilder } from '@qitops/model';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleRun, sampleTest } from './sample-run.ts';

const KEEP_ALL = { runs: 1_000_000, days: 1_000_000, bytes: Number.MAX_SAFE_INTEGER };
let at: string;
const open = () => new History(new FolderStore(at), (text) => text);

/** Two compacted runs and three whole ones of a newer month, of twenty files. */
beforeEach(async () => {
  at = mkdtempSync(join(tmpdir(), 'qitops-damage-'));
  const runs = ['2026-01-02', '2026-01-09', '2026-03-01', '2026-03-02', '2026-03-03'].map((day, i) => {
    const tests = Array.from({ length: 40 }, (_, n) =>
      sampleTest(`case ${n}`, n === i ? 'failed' : 'passed', {
        file: `test/${n >> 1}.test.ts`,
        message: n === i ? 'expected 1 to be 2' : undefined,
        attempts: n === 30 ? [{ status: 'failed', durationMs: null }] : [],
      }),
    );
    return sampleRun(`r${i}`, { startedAt: `${day}T00:00:00.000Z` }, tests).run;
  });
  const builder = new FileCoverageBuilder('src/a.ts');
  builder.line(1, 1);
  const coverage = { sha: 's', shards: ['0'], files: new Map([['src/a.ts', builder.build()]]) };
  await open().add(runs.map((run) => ({ run, coverage })));
  await open().compact(KEEP_ALL);
  writeFileSync(join(at, 'aliases.yml'), 'case 39: case 39\n');
});

const objects = (): string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1))
    .sort();

describe('a history with a damaged object', () => {
  it('is read without it: nothing throws, no other run is lost, and what is lost is named', async () => {
    const whole = await open().view();
    expect(whole).toMatchObject({ skipped: [] });
    expect(whole.runs).toHaveLength(5);
    const all = objects();
    const damage = fc.oneof(
      fc.record({
        kind: fc.constant('flip' as const),
        place: fc.nat(),
        bits: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ kind: fc.constant('cut' as const), place: fc.nat() }),
      fc.record({ kind: fc.constant('gone' as const) }),
      fc.record({
        kind: fc.constant('other' as const),
        text: fc.constantFrom(
          '',
          'null',
          '[]',
          '{}',
          '"x"',
          '{"v":1}',
          '{"v":99}',
          '{"v":0}',
          '\u001f\u008b',
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(all.length - 1), damage, async (which, how) => {
        const object = all[which]!;
        const path = join(at, object);
        const before = readFileSync(path);
        try {
          if (how.kind === 'gone') rmSync(path);
          else if (how.kind === 'other') writeFileSync(path, how.text);
          else {
            const bytes = Buffer.from(before);
            const place = how.place % before.length;
            if (how.kind === 'flip') bytes[place]! ^= how.bits;
            writeFileSync(path, how.kind === 'cut' ? bytes.subarray(0, place) : bytes);
          }
          const view = await open().view();
          const missing = whole.runs.filter(
            ({ info }) => !view.runs.some((run) => run.info.sha === info.sha),
          );
          for (const { info } of missing) {
            const own = object.startsWith('seg/')
              ? info.startedAt.startsWith('2026-01')
              : object.includes(info.key);
            expect(own, `${object} cost ${info.key}`).toBe(true);
          }
          const isNamed = view.skipped.some(({ key }) => key === object);
          if (missing.length > 0 && how.kind !== 'gone') expect(isNamed).toBe(true);
          if (object.startsWith('cat/')) expect(isNamed).toBe(true);
          // what is damaged stays for somebody to look at, and costs nothing when the store is written
          await open().compact(KEEP_ALL);
          const added = await open().add([{ run: sampleRun('next').run, coverage: null }]);
          expect(added.stored).toBe(1);
          rmSync(join(at, 'runs/2026-11'), { recursive: true, force: true });
        } finally {
          writeFileSync(path, before);
        }
        expect((await open().view()).runs).toHaveLength(5);
      }),
      { numRuns: 250 },
    );
  });

  it('shows a run without the tests whose names are lost, and counts them', async () => {
    const [chunk] = objects().filter((key) => key.startsWith('cat/'));
    writeFileSync(join(at, chunk!), '[]');
    const view = await open().view();
    expect(view.runs.map(({ counts }) => counts.tests)).toEqual([40, 40, 40, 40, 40]);
    expect(view.tests.length).toBeLessThan(40);
    expect(view.skipped).toEqual([
      { key: chunk, reason: expect.stringMatching(/damaged.*5 runs/) as string },
    ]);
  });

  it('has the chunk again as soon as a run that uses it is added', async () => {
    const [chunk] = objects().filter((key) => key.startsWith('cat/'));
    rmSync(join(at, chunk!));
    const tests = Array.from({ length: 40 }, (_, n) =>
      sampleTest(`case ${n}`, 'passed', { file: `test/${n >> 1}.test.ts` }),
    );
    await open().add([{ run: sampleRun('heals', {}, tests).run, coverage: null }]);
    expect((await open().view()).skipped).toEqual([]);
  });

  it('of a newer version names it and leaves it', async () => {
    const [object] = objects().filter((key) => key.startsWith('runs/'));
    const file = { ...JSON.parse(readFileSync(join(at, object!), 'utf8')), v: 2 };
    writeFileSync(join(at, object!), JSON.stringify(file));
    expect((await open().view()).skipped).toEqual([
      { key: object, reason: 'written by a newer version (2)' },
    ]);
    await open().compact({ ...KEEP_ALL, runs: 0, days: 0 });
    expect(JSON.parse(readFileSync(join(at, object!), 'utf8'))).toEqual(file);
  });
});
