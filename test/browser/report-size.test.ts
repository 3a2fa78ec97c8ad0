import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeReport } from '@qitops/report';
import { expect, test } from 'vitest';
import { largeHistory } from './large-history.ts';
import { SHELL } from './sample-input.ts';

test('10,000 tests × 500 runs stay within 3 MB, 400 files and 6 kB for the history of any test', async () => {
  if (!existsSync(SHELL)) throw new Error('site/dist is missing: run `npm run build` in site/ first');
  const out = mkdtempSync(join(tmpdir(), 'qitops-size-'));
  try {
    const history = largeHistory(10_000, 500);
    const start = performance.now();
    const { files } = await writeReport({
      history,
      flaky: null,
      latest: null,
      analyses: [],
      coverage: null,
      readSource: async () => null,
      repositoryUrl: null,
      title: 'Large',
      shell: SHELL,
      out,
    });
    const ms = performance.now() - start;
    const sizes = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => ({
        shard: /data.tests\.[^.]*$/.test(entry.parentPath),
        bytes: gzipSync(readFileSync(join(entry.parentPath, entry.name))).length,
      }));
    const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const shards = sizes.filter(({ shard }) => shard).map(({ bytes }) => bytes);
    const greatest = Math.max(...shards);
    console.log(
      `${ms.toFixed(0)} ms, ${all} bytes gzip, ${files} files, greatest shard ${greatest} bytes of ${shards.length}`,
    );
    expect(all).toBeLessThanOrEqual(3_000_000);
    expect(files).toBeLessThanOrEqual(400);
    expect(greatest).toBeLessThanOrEqual(6 * 1024);
    // The bar is 2 s; a machine that runs other things at once gets room.
    expect(ms).toBeLessThan(20_000);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
