import { gzipSync } from 'node:zlib';
import type { SiteTests } from '@qitops/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { sampleInput } from './sample-input.ts';
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
    owners: Array.from({ length: 40 }, (_, part) => `@org/part${part}`),
    fileOwners: Array.from({ length: 2000 }, (_, index) => [index % 40]),
    labels: [{ name: 'severity', value: 'critical', tests: every(() => 1).slice(0, 50_000) }],
  };
}

describe.skipIf(!hasBrowser())(`a list of 100,000 tests${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite((out) => sampleInput(out, 10));
  });

  afterAll(() => site?.close());

  test.each(['list', 'tree'])(
    'answers a keystroke in under 50 ms with at most 1,500 nodes as a %s',
    async (view) => {
      const context = await openContext(site.browser);
      await context.route('**/data/tests.*.json', (route) => route.fulfill({ json: columns() }));
      const { page } = await visit(context, `${site.url}tests.html?view=${view}`);
      const times = await page.evaluate(() => {
        const search = document.querySelector<HTMLInputElement>('input[type=search]')!;
        return [
          'c',
          'ca',
          'cas',
          'case',
          'case 9',
          'case 99',
          's:failed',
          'file:part7 slow:>2s',
          'owner:@org/part7',
          'label:severity=critical',
        ].map((query) => {
          const start = performance.now();
          search.value = query;
          search.dispatchEvent(new Event('input'));
          document.body.getBoundingClientRect();
          return performance.now() - start;
        });
      });
      const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2));
      await page.waitForTimeout(100);
      const scrolled = await page.evaluate(() => document.querySelectorAll('*').length);
      console.log(
        `${view}: keystrokes ${times.map((ms) => ms.toFixed(0)).join(', ')} ms; ${nodes} and ${scrolled} nodes`,
      );
      // The bar is 50 ms; machines that run other things at once get room.
      expect([...times].sort((a, b) => a - b)[4]).toBeLessThan(50 * (process.env.CI ? 4 : 2));
      expect(Math.max(nodes, scrolled)).toBeLessThanOrEqual(1500);
      await context.close();
    },
  );

  test('the overview needs at most 60 kB', async () => {
    const context = await openContext(site.browser);
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(`${site.url}index.html`);
    await page.locator('html[data-state=done]').waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`overview: ${bytes} bytes gzip in ${sizes.length} files`);
    expect(bytes).toBeLessThanOrEqual(60_000);
    await context.close();
  });
});
