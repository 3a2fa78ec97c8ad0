import { join } from 'node:path';
import type { TestResult } from '@qitops/model';
import type { ReportInput } from '@qitops/report';
import { describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { idOf } from './pages.ts';
import { PICTURES } from './pictures.ts';
import { openReportSite } from './report-site.ts';
import { KNOWN } from './sample-history.ts';
import { sampleInput } from './sample-input.ts';
import { openContext, type Visit, visibleText, visit } from './visit.ts';

/** The newest run of a report whose latest results are changed, at both widths. */
async function eachWidth(
  change: (test: TestResult, index: number) => TestResult,
  look: (visited: Visit, width: number) => Promise<void>,
): Promise<void> {
  const site = await openReportSite((out): ReportInput => {
    const input = sampleInput(out);
    return { ...input, latest: { ...input.latest!, tests: input.latest!.tests.map(change) } };
  });
  for (const width of [1280, 390]) {
    const context = await openContext(site.browser, { width, theme: width === 390 ? 'dark' : 'light' });
    const visited = await visit(context, `${site.url}run.html?run=89`);
    await look(visited, width);
    expect.soft(visited.problems).toEqual([]);
    expect.soft(await axeViolations(visited.page)).toEqual([]);
    const overflow = await visited.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(overflow).toBeLessThanOrEqual(0);
    await context.close();
  }
  await site.close();
}

const START = Date.UTC(2026, 10, 20, 9);

describe.skipIf(!hasBrowser())(`when the tests ran${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  test('is a bar a test, which leads to it, and figures by worker and of the longest', async () => {
    await eachWidth(
      (each) => each,
      async ({ page }) => {
        expect(await page.locator('.lane').count()).toBe(4);
        const failed = page.locator(`.lane-chart a[href*="${idOf(KNOWN.broken)}"]`);
        expect(await failed.locator('rect').getAttribute('class')).toBe('bad');
        expect(await failed.locator('title').textContent()).toContain(`${KNOWN.broken}: failed, 12`);
        await page.getByText('Figures: time by worker').click();
        const workers = page.getByRole('table', { name: 'time by worker' }).getByRole('row');
        await workers.nth(1).waitFor();
        expect(await workers.count()).toBe(5);
        await page.getByText('Figures: the 10 longest attempts').click();
        const longest = page.getByRole('table', { name: 'the 10 longest attempts' }).getByRole('row').nth(1);
        expect(await visibleText(longest)).toContain(KNOWN.slower);
        await page.goto(new URL('slow.html', page.url()).href);
        await page.getByRole('link', { name: 'When the tests of the newest run ran' }).click();
        await page.locator('#when').waitFor();
        await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
      },
    );
  });

  test('is by job where results of several jobs are told apart', async () => {
    await eachWidth(
      (each, index) => ({
        ...each,
        durationMs: 60_000 + 1000 * index,
        startMs: START + Math.floor(index / 12) * 90_000,
        worker: undefined,
        place: {
          job: 'end-to-end tests of the shop',
          matrix: { browser: 'firefox', shard: (index % 12) + 1 },
        },
      }),
      async ({ page }, width) => {
        expect(await page.locator('.lane').count()).toBe(12);
        expect(await visibleText(page.locator('figcaption').last())).toContain('35 tests ran on 12 jobs');
        await page.screenshot({ path: join(PICTURES, `timeline-jobs-${width}.png`), fullPage: true });
      },
    );
  });

  test('is one lane with rows where no worker is named', async () => {
    await eachWidth(
      (each, index) => ({ ...each, durationMs: 900, startMs: START + index * 400, worker: undefined }),
      async ({ page }, width) => {
        expect(await visibleText(page.locator('figcaption').last())).toContain(
          'at most 3 at once. The results name no worker.',
        );
        await page.screenshot({ path: join(PICTURES, `timeline-rows-${width}.png`), fullPage: true });
      },
    );
  });

  test('is said not to be known where no start is told, and nothing is drawn', async () => {
    await eachWidth(
      (each) => ({ ...each, startMs: undefined, worker: undefined }),
      async ({ page }) => {
        expect(await visibleText(page.locator('main'))).toContain(
          'The results do not say when each test started.',
        );
        expect(await page.locator('.lane').count()).toBe(0);
      },
    );
  });
});
