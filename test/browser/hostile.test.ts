import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileInput, PAYLOADS } from './hostile-input.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { idOf, PAGES } from './pages.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { KNOWN } from './sample-history.ts';
import { openContext, visit } from './visit.ts';

describe.skipIf(!hasBrowser())(`hostile data${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite(hostileInput);
  });

  afterAll(() => site?.close());

  const addresses = [
    ...PAGES.map(({ address }) =>
      address
        .replace('?run=89', '?run=29')
        .replace('7101157', '7100377')
        .replace(/path=.*/, `path=${encodeURIComponent(PAYLOADS[37]!)}`),
    ),
    'index.html#<img src=x onerror=window.__ran=1>',
    `tests.html?q=${encodeURIComponent('<img src=x onerror=window.__ran=1>')}`,
    `pr.html?pr=${encodeURIComponent('<script>window.__ran=1</script>')}`,
    `test.html?id=${idOf(KNOWN.flaky)}`,
    `test.html?id=${idOf(KNOWN.broken)}&attempt=1`,
    `test.html?id=${idOf(KNOWN.broken)}&attempt=${encodeURIComponent('<script>window.__ran=1</script>')}`,
    `tests.html?view=tree&q=${encodeURIComponent(`label:${PAYLOADS[9]!}`)}`,
    ...['case', 'case-edit'].flatMap((page) =>
      [0, 1, 3].map((at) => `${page}.html?id=${encodeURIComponent(PAYLOADS[at * 29]!)}`),
    ),
    `cases.html?q=${encodeURIComponent('tag:"<img src=x onerror=window.__ran=1>"')}`,
    `case-edit.html?title=${encodeURIComponent(PAYLOADS[5]!)}&test=${encodeURIComponent(PAYLOADS[6]!)}`,
    `workflow.html?kind=${encodeURIComponent('__proto__')}`,
    `case-edit.html?template=${encodeURIComponent('__proto__')}`,
  ];

  async function runsNothing(bypassCSP: boolean): Promise<void> {
    const context = bypassCSP
      ? await site.browser.newContext({ bypassCSP: true })
      : await openContext(site.browser);
    for (const address of addresses) {
      const { page, problems } = await visit(context, site.url + address);
      for (const button of await page.locator('[aria-pressed], [aria-expanded]').all())
        if (await button.isVisible()) await button.click();
      for (const details of await page.locator('details').all())
        await details.evaluate((node) => node.setAttribute('open', ''));
      await page.waitForTimeout(50);
      expect.soft(await page.evaluate(() => '__ran' in globalThis), address).toBe(false);
      const foreign = 'iframe, object, embed, base, form, #page script, #page style, #page link, #page meta';
      expect.soft(await page.locator(foreign).count(), address).toBe(0);
      const links = await page
        .locator('a')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? './'));
      expect
        .soft(
          links.filter((href) => !/^(?:\.\/|#|https:\/\/github\.com\/example\/)/.test(href)),
          address,
        )
        .toEqual([]);
      if (!bypassCSP) expect.soft(problems, address).toEqual([]);
      await page.close();
    }
    await context.close();
  }

  test('runs on no page, and breaches no policy', () => runsNothing(false));

  test('runs on no page even without the policy', () => runsNothing(true));

  test('looks of another hand than the report’s change nothing', async () => {
    const context = await openContext(site.browser);
    const evil = PAYLOADS[3]!;
    await context.route('**/data/manifest.json', async (route) => {
      const manifest = await (await route.fetch()).json();
      manifest.look = {
        accent: { light: `url(https://example.org/${evil})`, dark: 'red;background:red' },
        logo: `https://example.org/x.png`,
        links: PAYLOADS.map((url) => ({ title: url, url })),
      };
      await route.fulfill({ json: manifest });
    });
    const { page, problems } = await visit(context, `${site.url}index.html`);
    expect(problems).toEqual([]);
    expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);
    expect(await page.locator('.logo').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.getAttribute('style'))).toBeNull();
    expect(await page.locator('#foot a[href]').count()).toBe(0);
    await context.close();
  });

  test('runs in report.html neither with nor without JavaScript', async () => {
    for (const javaScript of [true, false]) {
      const context = await openContext(site.browser, { javaScript });
      const page = await context.newPage();
      await page.goto(pathToFileURL(join(site.folder, 'report.html')).href);
      if (javaScript) expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false);
      expect(await page.locator('main img, main iframe, main svg[onload]').count()).toBe(0);
      await context.close();
    }
  });

  test('runs on no page without JavaScript policy: the noscript block holds text only', async () => {
    const context = await openContext(site.browser, { javaScript: false });
    const page = await context.newPage();
    await page.goto(`${site.url}index.html`);
    const names = await page
      .locator('main noscript, main')
      .first()
      .evaluate((node) => [...node.querySelectorAll('*')].map((child) => child.localName));
    expect(
      names.filter((name) => !['noscript', 'p', 'h1', 'h2', 'ul', 'li', 'a', 'div', 'code'].includes(name)),
    ).toEqual([]);
    await context.close();
  });

  test.each(['feed.atom', ...['tests', 'coverage', 'flaky'].map((name) => `badge/${name}.svg`)])(
    '%s is well-formed XML and holds no script',
    async (name) => {
      const context = await site.browser.newContext();
      const page = await context.newPage();
      const text = readFileSync(join(site.folder, name), 'utf8');
      const found = await page.evaluate((xml) => {
        const parsed = new DOMParser().parseFromString(xml, 'application/xml');
        return [...parsed.querySelectorAll('parsererror, script, foreignObject, image')].map(
          (node) => node.localName,
        );
      }, text);
      expect(found).toEqual([]);
      await context.close();
    },
  );

  test('a page made of all payloads as source lines shows each as text', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}file.html?path=${encodeURIComponent(PAYLOADS[37]!)}`);
    expect(await page.locator('.source tbody tr').count()).toBeGreaterThanOrEqual(PAYLOADS.length);
    await context.close();
  });

  test('every data file is written below data and is JSON', () => {
    const files = readdirSync(join(site.folder, 'data'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile(),
    );
    for (const file of files) JSON.parse(readFileSync(join(file.parentPath, file.name), 'utf8'));
    expect(files.length).toBeGreaterThan(10);
  });
});
