import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { PAGES } from './pages.ts';
import { PICTURES } from './pictures.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { sampleInput } from './sample-input.ts';
import { openContext, visit } from './visit.ts';

/** Every page, one after the other. */
const SLOW = 240_000;

describe.skipIf(!hasBrowser())(`how the report looks${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite(sampleInput);
  });

  afterAll(() => site?.close());

  test.each(['light', 'dark'] as const)(
    'axe finds nothing on any page in the %s theme',
    async (theme) => {
      const context = await openContext(site.browser, { theme });
      for (const { name, address } of PAGES) {
        const { page } = await visit(context, site.url + address);
        expect.soft(await axeViolations(page), name).toEqual([]);
        await page.close();
      }
      await context.close();
    },
    SLOW,
  );

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('what opens by a press is as it should be too, in %s at %i', async (theme, width) => {
    const context = await openContext(site.browser, { theme, width, height: 900 });
    const shoot = async (name: string, address: string, press: string) => {
      const { page } = await visit(context, site.url + address);
      await page.locator(press).first().click();
      expect.soft(await axeViolations(page), name).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overflow, name).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(PICTURES, `${name}-${width}-${theme}.png`), fullPage: true });
      await page.close();
    };
    const test = PAGES.find(({ name }) => name === 'test')!.address;
    await shoot('test-slider', test, 'text=Slider');
    await shoot('test-attempt', test, 'text=Attempt 1');
    await shoot('tests-labels', 'tests.html', '.labels summary');
    await context.close();
  });

  test.each([
    ['light', 1280, 900],
    ['dark', 1280, 900],
    ['light', 390, 844],
    ['dark', 390, 844],
  ] as const)(
    'no page is wider than the window; pictures in %s at %i × %i',
    async (theme, width, height) => {
      const context = await openContext(site.browser, { theme, width, height });
      for (const { name, address } of PAGES) {
        const { page } = await visit(context, site.url + address);
        if (await page.locator('.chart').count()) {
          await page.locator('.chart').first().scrollIntoViewIfNeeded();
          await page.locator('.chart[data-state=drawn]').first().waitFor();
          await page.evaluate(() => scrollTo(0, 0));
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect.soft(overflow, name).toBeLessThanOrEqual(0);
        await page.screenshot({
          path: join(PICTURES, `${name}-${width}-${theme}.png`),
          fullPage: !name.startsWith('tests'),
        });
        await page.close();
      }
      await context.close();
    },
    SLOW,
  );
});
