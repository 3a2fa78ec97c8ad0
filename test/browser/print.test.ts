import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { PAGES } from './pages.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { sampleInput } from './sample-input.ts';
import { openContext, visit } from './visit.ts';

const PRINTED = ['index', 'run', 'test', 'tests', 'file', 'case', 'case-edit', 'about'];

describe.skipIf(!hasBrowser())(`a report on paper${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite(sampleInput);
  });

  afterAll(() => site?.close());

  test.each(['chosen', 'of the system'])('can be read when the theme is dark, %s', async (how) => {
    const context = await openContext(site.browser, {
      theme: how === 'chosen' ? 'light' : 'dark',
      width: 718,
    });
    if (how === 'chosen') await context.addInitScript(() => localStorage.setItem('qitops-theme', 'dark'));
    for (const { name, address } of PAGES.filter((page) => PRINTED.includes(page.name))) {
      const { page } = await visit(context, site.url + address);
      await page.emulateMedia({ media: 'print' });
      expect.soft(await axeViolations(page), name).toEqual([]);
      await page.close();
    }
    await context.close();
  });

  test('a list has all its tests there, though few are in view', async () => {
    const context = await openContext(site.browser, { width: 718, height: 300 });
    const { page } = await visit(context, `${site.url}tests.html`);
    const rows = () => page.locator('.virtual .test-row').count();
    const inView = await rows();
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(inView).toBeLessThan(35);
    expect(await rows()).toBe(35);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await rows()).toBe(inView);
    await context.close();
  });
});
