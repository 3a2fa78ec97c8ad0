import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyExport, historyImport } from '@qitops/commands';
import { maskSecrets } from '@qitops/escape';
import { FolderStore, History } from '@qitops/history';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryRuns } from './arbitrary-runs.ts';
import { comparable } from './same-view.ts';

describe('history export', () => {
  it('imported into an empty store gives the same view, whatever was stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRuns,
        fc.constantFrom('runs.ndjson', 'runs.ndjson.gz'),
        async (runs, file) => {
          const cwd = mkdtempSync(join(tmpdir(), 'qitops-export-'));
          const context = { cwd, env: {}, log: { info: () => undefined, warn: () => undefined } };
          const open = (store: string) => new History(new FolderStore(join(cwd, store)), maskSecrets);
          try {
            const added = await open('one').add(runs.map((run) => ({ run, coverage: null })));
            const before = await open('one').view();
            expect(before.runs).toHaveLength(added.stored);
            const exported = await historyExport(context, { store: 'one', file });
            const imported = await historyImport(context, { store: 'two', file });
            expect(imported).toMatchObject({ stored: exported.stored, skipped: [] });
            expect(comparable(await open('two').view())).toEqual(comparable(before));
          } finally {
            rmSync(cwd, { recursive: true, force: true });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
