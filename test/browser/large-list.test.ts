import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SiteTests } from '@qitops/model';
import { type FolderServer, serveFolder, writeReport } from '@qitops/report';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser, NO_BROWSER } from './launch-browser.ts';
import { SHELL, sampleInput } from './sample-input.ts';
import { openContext, visit } from './visit.ts';

const ROWS = 100_000;

function columns(): SiteTests {
  const every = <T>(value: (index: number) => T): T[] =>
    Array.from({ length: ROWS }, (_, index) => value(index));
  return {
    count: ROWS,
    ids: every((index) => index.toString(16).padStart(16, '0')).join(''),
    names: every((index) => `handles case ${index} of the long list`),
    files: Array.from({ length: 2000 }, (_, index) => `packages/part${index % 40}/src/file-${index}.test.ts`),
    file: every((index) => index % 2000),
    suites: [['Suite'], ['Other', 'inner']],
    suite: every((index) => index % 2),
    last: every((index) => (index % 997 === 0 ? 'f' : 'p')).join(''),
    state: '?'.repeat(ROWS),
    recent: every(() => 'p30'),
    passed: every(() => 30),
    failed: every(() => 0),
    flaky: every(() => 0),
    p50: every((index) => index % 7000),
    p95: every((index) => index % 9000),
  };
}

describe.skipIf(!hasBrowser())(`a list of 100,000 tests${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let browser: Browser;
  let server: FolderServer;
  let folder: string;

  beforeAll(async () => {
    if (!existsSync(SHELL)) throw new Error('site/dist is missing: run `npm run build` in site/ first');
    folder = mkdtempSync(join(tmpdir(), 'qitops-large-'));
    await writeReport(sampleInput(folder, 10));
    server = await serveFolder(folder);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('answers a keystroke in under 50 ms with at most 1,500 nodes', async () => {
    const context = await openContext(browser);
    await context.route('**/data/tests.*.json', (route) => route.fulfill({ json: columns() }));
    const { page } = await visit(context, `${server.url}tests.html`);
    const times = await page.evaluate(() => {
      const search = document.querySelector<HTMLInputElement>('input[type=search]')!;
      return ['c', 'ca', 'cas', 'case', 'case 9', 'case 99', 's:failed', 'file:part7 slow:>2s'].map(
        (query) => {
          const start = performance.now();
          search.value = query;
          search.dispatchEvent(new Event('input'));
          document.body.getBoundingClientRect();
          return performance.now() - start;
        },
      );
    });
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
    await page.waitForTimeout(100);
    const scrolled = await page.evaluate(() => document.querySelectorAll('*').length);
    console.log(
      `keystrokes ${times.map((ms) => ms.toFixed(0)).join(', ')} ms; ${nodes} and ${scrolled} nodes`,
    );
    // The bar is 50 ms; machines that run other things at once get room.
    expect([...times].sort((a, b) => a - b)[4]).toBeLessThan(50 * (process.env.CI ? 4 : 2));
    expect(Math.max(nodes, scrolled)).toBeLessThanOrEqual(1500);
    await context.close();
  });

  test('the overview needs at most 60 kB', async () => {
    const context = await openContext(browser);
    const page = await context.newPage();
    let bytes = 0;
    page.on('response', async (response) => {
      bytes += (await import('node:zlib')).gzipSync(await response.body()).length;
    });
    await page.goto(`${server.url}index.html`);
    await page.locator('html[data-state=done]').waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    console.log(`overview: ${bytes} bytes gzip`);
    expect(bytes).toBeLessThanOrEqual(60_000);
    await context.close();
  });
});
