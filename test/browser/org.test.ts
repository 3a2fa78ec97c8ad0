import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOrg } from '@qitops/report';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAYLOADS } from '../surfaces/payloads.ts';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { PICTURES } from './pictures.ts';
import { openSite, type ReportSite } from './report-site.ts';
import { sampleOrg } from './sample-org.ts';
import { openContext, visibleText, visit } from './visit.ts';

/** The sample many times over, with a payload in every text that other repositories write. */
function hostileOrg(out: string) {
  const sample = sampleOrg(out);
  const rows = PAYLOADS.map((payload, at) => {
    const row = sample.rows[at % sample.rows.length]!;
    const summary = {
      ...row.summary,
      title: payload,
      sentence: payload,
      repositoryUrl: payload,
      reportUrl: payload,
    };
    return { ...row, repository: payload, url: payload, summary: { ...summary, sha: payload } };
  });
  const unreadable = PAYLOADS.map((payload) => ({ repository: payload, reason: payload, remedy: payload }));
  return { ...sample, rows, unreadable, title: PAYLOADS[3]! };
}

describe.skipIf(!hasBrowser())(`the index of repositories${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;
  let hostile: ReportSite;

  beforeAll(async () => {
    site = await openSite((folder) => writeOrg(sampleOrg(folder)));
    hostile = await openSite((folder) => writeOrg(hostileOrg(folder)));
  });

  afterAll(async () => {
    await site?.close();
    await hostile?.close();
  });

  const names = (page: Awaited<ReturnType<typeof visit>>['page']) =>
    page
      .locator('tbody td.main .cut[title]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('title')));

  test('shows failing repositories first, and what is not known as not known', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}index.html`);
    const text = await visibleText(page.locator('main'));
    for (const words of [
      '1 of 6 repositories fails, 2 not known',
      '2 new failures since 65ff0d1',
      '96.2 % of 700 results',
      'not measured',
      'no run',
      'example/vault',
      'the token may not see it',
      'At least one repository is private',
    ])
      expect.soft(text).toContain(words);
    expect((await names(page))[0]).toBe('example/basket');
    expect(await page.locator('#nav a').allTextContents()).toEqual(['Repositories']);
    expect(problems).toEqual([]);
    await context.close();
  });

  test('is sorted by any column and filtered by counters, in the address; what is not measured stands last', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}index.html`);
    const coverage = page.getByRole('button', { name: 'Line coverage' });
    await coverage.click();
    expect((await names(page))[0]).toContain('search-index');
    await coverage.click();
    expect(await names(page)).toEqual([
      'example/ledger',
      'example/shop',
      'example/search-index-for-the-catalogue-of-all-warehouses',
      'example/basket',
      'example/brand-new',
    ]);
    await page.waitForURL((url) => url.searchParams.get('order') === '-coverage');
    await page.getByRole('button', { name: '3 passed' }).click();
    await page.waitForURL((url) => url.searchParams.get('s') === 'passed');
    await page.reload();
    await page.getByText('3 of 5 repositories').waitFor();
    expect((await names(page))[0]).toBe('example/ledger');
    expect(await page.locator('th[aria-sort=descending]').textContent()).toBe('Line coverage');
    await context.close();
  });

  test('is readable without JavaScript', async () => {
    const context = await openContext(site.browser, { javaScript: false });
    const page = await context.newPage();
    await page.goto(`${site.url}index.html`);
    const text = await visibleText(page.locator('main'));
    expect(text).toContain('1 of 6 repositories fails, 2 are not known');
    expect(text).toContain('example/basket: failed: 2 new failures');
    expect(text).toContain('example/vault: not known');
    await context.close();
  });

  test.each([
    ['light', 1280, 900],
    ['dark', 1280, 900],
    ['light', 390, 844],
    ['dark', 390, 844],
  ] as const)(
    'axe finds nothing and nothing is wider than the window in %s at %i × %i',
    async (theme, width, height) => {
      const context = await openContext(site.browser, { theme, width, height });
      const { page } = await visit(context, `${site.url}index.html`);
      expect(await axeViolations(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(PICTURES, `org-${width}-${theme}.png`), fullPage: true });
      await context.close();
    },
  );

  test.each([false, true])(
    'runs nothing of other repositories (without the policy: %s)',
    async (bypassCSP) => {
      const context = bypassCSP
        ? await hostile.browser.newContext({ bypassCSP })
        : await openContext(hostile.browser);
      const { page, problems } = await visit(context, `${hostile.url}index.html`);
      for (const more of await page.getByRole('button', { name: /^Show/ }).all()) await more.click();
      expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);
      expect(await page.locator('#page script, #page img, iframe, object, embed, base, form').count()).toBe(
        0,
      );
      const links = await page
        .locator('#page a')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
      expect(links.filter((href) => !href.startsWith('https://'))).toEqual([]);
      if (!bypassCSP) expect(problems).toEqual([]);
      await context.close();
    },
  );

  test('holds text only where no script runs', async () => {
    const context = await openContext(hostile.browser, { javaScript: false });
    const page = await context.newPage();
    await page.goto(`${hostile.url}index.html`);
    const foreign = 'main noscript :not(h1, p, ul, li, a), main img, main script';
    expect(await page.locator(foreign).count()).toBe(0);
    JSON.parse(readFileSync(join(hostile.folder, 'org.json'), 'utf8'));
    await context.close();
  });
});
