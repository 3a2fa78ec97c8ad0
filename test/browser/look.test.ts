import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { PAGES } from './pages.ts';
import { PICTURES } from './pictures.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { sampleInput } from './sample-input.ts';
import { picture } from './sample-picture.ts';
import { openContext, visit } from './visit.ts';

const LINKS = [{ title: 'Handbook', url: 'https://example.org/handbook' }];

describe.skipIf(!hasBrowser())(`a report's own looks${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite((out) => ({
      ...sampleInput(out, 30),
      // neither light enough for one theme nor dark enough for the other
      look: { accent: 'hsl(50 90% 50%)', logo: picture(240, 120), links: LINKS },
    }));
  });

  afterAll(() => site?.close());

  test.each(['light', 'dark'] as const)(
    'the colour can be read on the pages in the %s theme',
    async (theme) => {
      const context = await openContext(site.browser, { theme });
      for (const { name, address } of PAGES.filter((each) =>
        ['index', 'tests', 'about', 'case-edit'].includes(each.name),
      )) {
        const { page, problems } = await visit(context, site.url + address);
        expect.soft(await axeViolations(page), name).toEqual([]);
        expect.soft(problems, name).toEqual([]);
        await page.screenshot({ path: join(PICTURES, `own-look-${name}-${theme}.png`) });
        await page.close();
      }
      await context.close();
    },
  );

  test('the picture stands before the title and the links at the foot of every page', async () => {
    const context = await openContext(site.browser);
    for (const { name, address } of PAGES) {
      const { page } = await visit(context, site.url + address);
      const width = await page
        .locator('.brand img')
        .evaluate((img) =>
          (img as HTMLImageElement).decode().then(() => (img as HTMLImageElement).naturalWidth),
        );
      expect.soft(width, name).toBe(240);
      expect
        .soft(
          await page.getByRole('contentinfo').getByRole('link', { name: 'Handbook' }).getAttribute('href'),
          name,
        )
        .toBe(LINKS[0]!.url);
      await page.close();
    }
    await context.close();
  });

  test('report.html has the colour and the links too', async () => {
    const context = await openContext(site.browser);
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(site.folder, 'report.html')).href);
    expect(
      await page.evaluate(() => document.documentElement.style.getPropertyValue('--own-accent-light')),
    ).toMatch(/^#[0-9a-f]{6}$/);
    expect(await page.getByRole('link', { name: 'Handbook' }).count()).toBe(1);
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  });
});
