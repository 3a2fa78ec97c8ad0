import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderStore, History } from '@qitops/history';
import { FileCoverageBuilder, SCHEMA_VERSION, type SuggestDocument } from '@qitops/model';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleRun } from './sample-run.ts';

const HEAD = 'a'.repeat(40);
const KEEP_ALL = { runs: 1_000_000, days: 1_000_000, bytes: Number.MAX_SAFE_INTEGER };
const suggestions: SuggestDocument = {
  schemaVersion: SCHEMA_VERSION,
  functions: [],
  suggestions: [],
  omitted: [{ path: 'src/a.ts', function: 'f', reason: 'takes a socket' }],
  spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
  notes: [],
};
let at: string;
const open = () => new History(new FolderStore(at), (text) => text);

beforeEach(() => {
  at = mkdtempSync(join(tmpdir(), 'qitops-pull-'));
});

describe('documents of a pull request', () => {
  it('are kept by number and head, the last ones of a head', async () => {
    await open().keepPullRequest(7, HEAD, { analysis: null, suggestions: null });
    await open().keepPullRequest(7, HEAD, { analysis: null, suggestions });
    expect((await open().pullRequest(7, HEAD))!.suggestions!.omitted).toHaveLength(1);
    expect(await open().pullRequest(8, HEAD)).toBeNull();
    expect(await open().pullRequests()).toEqual([{ number: 7, head: HEAD }]);
  });
  it.each(['', '../../x', 'main'])('are not kept for the head "%s"', async (head) => {
    await expect(open().keepPullRequest(7, head, { analysis: null, suggestions: null })).rejects.toThrow(
      /cannot be stored/,
    );
  });
  it.each(['', '{"v":1}', '{"v":9}', 'null'])('that are damaged (%j) throw with a reason', async (text) => {
    await open().keepPullRequest(7, HEAD, { analysis: null, suggestions: null });
    writeFileSync(join(at, `pr/7/${HEAD}.json`), text);
    await expect(open().pullRequest(7, HEAD)).rejects.toThrow();
  });
  it('go with its coverage when it is closed; those of the default branch stay', async () => {
    const builder = new FileCoverageBuilder('src/a.ts');
    builder.line(1, 1);
    const coverage = { sha: 's', shards: ['0'], files: new Map([['src/a.ts', builder.build()]]) };
    const pr = (number: number) => ({ pr: number, trust: 'pr' as const });
    const runs = [sampleRun('1'), sampleRun('2', pr(7)), sampleRun('3', pr(8))];
    await open().add(runs.map(({ run }) => ({ run, coverage })));
    for (const number of [7, 8]) {
      await open().keepPullRequest(number, HEAD, { analysis: null, suggestions: null });
    }
    await open().compact(KEEP_ALL);
    expect((await open().coverageKeys()).size).toBe(3);
    await open().compact({ ...KEEP_ALL, openPullRequests: new Set([8]) });
    expect([...(await open().coverageKeys())].sort()).toEqual(['1-1-tests-0', '3-1-tests-0']);
    expect(await open().pullRequests()).toEqual([{ number: 8, head: HEAD }]);
    expect((await open().view()).runs).toHaveLength(3);
  });
});
