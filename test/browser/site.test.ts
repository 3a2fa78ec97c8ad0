import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FolderServer, serveFolder, writeReport } from '@qitops/report';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, launchBrowser, NO_BROWSER } from './launch-browser.ts';
import { idOf, PAGES } from './pages.ts';
import { KNOWN } from './sample-history.ts';
import { SHELL, sampleInput } from './sample-input.ts';
import { openContext, visibleText, visit } from './visit.ts';

const PICTURES = resolve(import.meta.dirname, '../output/screenshots');

/** A name that is cut in the middle is two pieces, and capitals may come from the style. */
function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

describe.skipIf(!hasBrowser())(`the report in a browser${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let browser: Browser;
  let server: FolderServer;
  let folder: string;

  beforeAll(async () => {
    if (!existsSync(SHELL)) throw new Error('site/dist is missing: run `npm run build` in site/ first');
    folder = mkdtempSync(join(tmpdir(), 'qitops-site-'));
    await writeReport(sampleInput(folder));
    mkdirSync(join(folder, 'repo'));
    for (const name of [
      'a',
      'data',
      'badge',
      'theme.js',
      'icon.svg',
      'report.html',
      'summary.json',
      'feed.atom',
    ]) {
      cpSync(join(folder, name), join(folder, 'repo', name), { recursive: true });
    }
    for (const { address } of PAGES) {
      const name = address.split('?')[0]!;
      cpSync(join(folder, name), join(folder, 'repo', name));
    }
    mkdirSync(PICTURES, { recursive: true });
    server = await serveFolder(folder);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test.each(['', 'repo/'])('every page shows its data without an error under /%s', async (base) => {
    const context = await openContext(browser);
    for (const { name, address, shows } of PAGES) {
      const { page, problems } = await visit(context, `${server.url}${base}${address}`);
      const text = withoutSpace(await visibleText(page.locator('main')));
      for (const words of shows) expect.soft(text, name).toContain(withoutSpace(words));
      expect.soft(problems, name).toEqual([]);
      await page.close();
    }
    await context.close();
  });

  test.each(['light', 'dark'] as const)('axe finds nothing on any page in the %s theme', async (theme) => {
    const context = await openContext(browser, { theme });
    for (const { name, address } of PAGES) {
      const { page } = await visit(context, server.url + address);
      expect.soft(await axeViolations(page), name).toEqual([]);
      await page.close();
    }
    await context.close();
  });

  test.each([
    ['light', 1280, 900],
    ['dark', 1280, 900],
    ['light', 390, 844],
    ['dark', 390, 844],
  ] as const)('no page is wider than the window; pictures in %s at %i × %i', async (theme, width, height) => {
    const context = await openContext(browser, { theme, width, height });
    for (const { name, address } of PAGES) {
      const { page } = await visit(context, server.url + address);
      if (await page.locator('.chart').count()) {
        await page.locator('.chart').first().scrollIntoViewIfNeeded();
        await page.locator('.chart[data-state=drawn]').first().waitFor();
        await page.evaluate(() => scrollTo(0, 0));
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overflow, name).toBeLessThanOrEqual(0);
      await page.screenshot({
        path: join(PICTURES, `${name}-${width}-${theme}.png`),
        fullPage: name !== 'tests',
      });
      await page.close();
    }
    await context.close();
  });

  test('the verdict is readable without JavaScript', async () => {
    const context = await openContext(browser, { javaScript: false });
    const page = await context.newPage();
    await page.goto(`${server.url}index.html`);
    const text = await visibleText(page.locator('main'));
    expect(text).toContain('failed: 1 new failure since');
    expect(text).toContain(KNOWN.broken);
    await context.close();
  });

  test('report.html opens from the disk, without an error', async () => {
    const context = await openContext(browser);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(pathToFileURL(join(folder, 'report.html')).href);
    const text = await visibleText(page.locator('#page'));
    expect(text).toContain('1 new failure since');
    expect(text).toContain('expected 10.12 to be 10.13');
    expect(problems).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: join(PICTURES, 'report-1280-light.png'), fullPage: true });
    await context.close();
  });

  test('another page opened from the disk says what to open instead', async () => {
    const context = await openContext(browser);
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(folder, 'tests.html')).href);
    expect(await visibleText(page.locator('main'))).toContain('open report.html');
    await context.close();
  });

  test('the search of tests stays in the address and filters', async () => {
    const context = await openContext(browser);
    const { page } = await visit(context, `${server.url}tests.html`);
    await page.keyboard.press('/');
    await page.keyboard.type('s:failed file:cart');
    await page.getByText('1 test of 35').waitFor();
    await page.waitForURL((url) => url.searchParams.get('q') === 's:failed file:cart');
    await page.reload();
    await page.getByText('1 test of 35').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/test\.html\?id=/);
    expect(new URL(page.url()).searchParams.get('id')).toBe(idOf(KNOWN.broken));
    await context.close();
  });

  test('the theme can be chosen and is remembered', async () => {
    const context = await openContext(browser, { theme: 'light' });
    const { page } = await visit(context, `${server.url}index.html`);
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(20, 24, 29)',
    );
    await context.close();
  });

  test('the keys n and p walk uncovered lines', async () => {
    const context = await openContext(browser);
    const { page } = await visit(context, `${server.url}file.html?path=src%2Fcart%2Fdiscount.ts`);
    await page.keyboard.press('n');
    expect(await page.locator('tr.here').getAttribute('id')).toBe('L4');
    await page.keyboard.press('n');
    expect(await page.locator('tr.here').getAttribute('id')).toBe('L8');
    await page.keyboard.press('p');
    expect(await page.locator('tr.here').getAttribute('id')).toBe('L4');
    await context.close();
  });
});
