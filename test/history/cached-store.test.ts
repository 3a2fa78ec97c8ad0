import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachedStore, History } from '@qitops/history';
import { describe, expect, it } from 'vitest';
import { sampleRun } from './sample-run.ts';

describe('a history in a cache', () => {
  it('is saved when it was compacted, and not when there was nothing to compact', async () => {
    let saves = 0;
    const cache = {
      caveat: '',
      restore: async () => {},
      save: async () => {
        saves += 1;
        return null;
      },
    };
    const folder = mkdtempSync(join(tmpdir(), 'qitops-cached-'));
    const history = new History(new CachedStore(folder, cache, () => {}), (text) => text);
    const runs = ['2026-09', '2026-10'].map((month) =>
      sampleRun(month, { startedAt: `${month}-01T00:00:00.000Z` }),
    );
    await history.add(runs.map(({ run }) => ({ run, coverage: null })));
    expect(saves).toBe(1);
    expect(await history.compact()).toMatchObject({ folded: 1 });
    expect(saves).toBe(2);
    expect(await history.compact()).toMatchObject({ folded: 0 });
    expect(saves).toBe(2);
  });
});
