import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { idOf, PAGES } from './pages.ts';
import { PICTURES } from './pictures.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { KNOWN } from './sample-history.ts';
import { sampleInput } from './sample-input.ts';
import { openContext, visibleText, visit } from './visit.ts';

/** A name that is cut in the middle is two pieces, and capitals may come from the style. */
function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '').toLowerCase();
}

describe.skipIf(!hasBrowser())(`the report in a browser${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite(sampleInput);
    mkdirSync(join(site.folder, 'repo'));
    for (const name of [
      'a',
      'attachments',
      'data',
      'badge',
      'theme.js',
      'icon.svg',
      'report.html',
      'summary.json',
      'feed.atom',
    ]) {
      cpSync(join(site.folder, name), join(site.folder, 'repo', name), { recursive: true });
    }
    for (const { address } of PAGES) {
      const name = address.split('?')[0]!;
      cpSync(join(site.folder, name), join(site.folder, 'repo', name));
    }
  });

  afterAll(() => site?.close());

  test.each(['', 'repo/'])('every page shows its data without an error under /%s', async (base) => {
    const context = await openContext(site.browser);
    for (const { name, address, shows } of PAGES) {
      const { page, problems } = await visit(context, `${site.url}${base}${address}`);
      const text = withoutSpace(await visibleText(page.locator('main')));
      for (const words of shows) expect.soft(text, name).toContain(withoutSpace(words));
      expect.soft(problems, name).toEqual([]);
      await page.close();
    }
    await context.close();
  });

  test('the verdict is readable without JavaScript', async () => {
    const context = await openContext(site.browser, { javaScript: false });
    const page = await context.newPage();
    await page.goto(`${site.url}index.html`);
    const text = await visibleText(page.locator('main'));
    expect(text).toContain('failed: 1 new failure since');
    expect(text).toContain(KNOWN.broken);
    await context.close();
  });

  test('report.html opens from the disk, without an error', async () => {
    const context = await openContext(site.browser);
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(pathToFileURL(join(site.folder, 'report.html')).href);
    const text = await visibleText(page.locator('#page'));
    expect(text).toContain('1 new failure since');
    expect(text).toContain('expected 10.12 to be 10.13');
    expect(problems).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: join(PICTURES, 'report-1280-light.png'), fullPage: true });
    await context.close();
  });

  test('another page opened from the disk says what to open instead', async () => {
    const context = await openContext(site.browser);
    const page = await context.newPage();
    await page.goto(pathToFileURL(join(site.folder, 'tests.html')).href);
    expect(await visibleText(page.locator('main'))).toContain('open report.html');
    await context.close();
  });

  test('the search of tests stays in the address and filters', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}tests.html`);
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

  test('counters of owners keep what else is searched for, and an owner on a test leads to the list', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.broken)}`);
    await page.getByRole('link', { name: '@shop/basket' }).click();
    await page.getByText('11 tests of 35').waitFor();
    await page.getByRole('button', { name: /^1 failed$|^2 failed$/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'owner:@shop/basket s:failed');
    await page.getByText('1 test of 35').waitFor();
    const owner = page.getByRole('button', { name: '@shop/basket' });
    expect(await owner.getAttribute('aria-pressed')).toBe('true');
    await owner.click();
    await page.getByText('2 tests of 35').waitFor();
    await page.getByRole('button', { name: 'without an owner' }).click();
    await page.getByText('No test matches.').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  test('any two runs are compared, by the address, by choice and by keys', async () => {
    const context = await openContext(site.browser);
    const [old, newest] = ['7100065-1-test-0', '7101157-1-test-0'];
    const { page, problems } = await visit(context, `${site.url}run.html?key=${newest}&with=${old}`);
    await page.getByRole('heading', { name: 'Added (1)' }).waitFor();
    await page.locator('h1').click();
    await page.keyboard.press(']');
    await page.waitForURL((url) => url.searchParams.get('with') === '7100078-1-test-0');
    await page.getByLabel('With').selectOption(old);
    await page.waitForURL((url) => url.searchParams.get('with') === old);
    await page.reload();
    await page.getByRole('heading', { name: 'Added (1)' }).waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('x');
    await page.getByRole('heading', { name: 'Removed (1)' }).waitFor();
    expect(new URL(page.url()).searchParams.get('with')).toBe(newest);
    await page.goto(`${site.url}run.html?key=${newest}&with=gone`);
    await page.getByText('The run to compare with is not in the history.').waitFor();
    await page.goto(`${site.url}run.html?key=${newest}&with=${newest}`);
    await page.getByText('Both are the same run.').waitFor();
    await page.goto(`${site.url}run.html?run=0`);
    await page.getByText('There is no earlier run of this job.').waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  test('the configuration leads to the lines of the commit that was read', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}about.html`);
    const link = page.getByRole('link', { name: 'qitops.yml:6' });
    expect(await link.getAttribute('href')).toMatch(/\/blob\/[0-9a-f]{40}\/qitops\.yml#L6$/);
    await context.close();
  });

  test('pictures of a test of looks are compared, and keys lead to the next failing test', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.broken)}`);
    const group = page.getByRole('group', { name: 'Pictures of total' });
    expect(await group.getByRole('button', { name: 'Difference' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.compared img').count()).toBe(1);
    await group.getByRole('button', { name: 'Side by side' }).click();
    expect(await page.locator('.compared img').count()).toBe(2);
    await page.getByText('failing test 1 of 2').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('n');
    await page.getByText('failing test 2 of 2').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('p');
    await page.waitForURL((url) => url.searchParams.get('id') === idOf(KNOWN.broken));
    expect(problems).toEqual([]);
    await context.close();
  });

  test('the theme can be chosen and is remembered', async () => {
    const context = await openContext(site.browser, { theme: 'light' });
    const { page } = await visit(context, `${site.url}index.html`);
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
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}file.html?path=src%2Fcart%2Fdiscount.ts`);
    await page.keyboard.press('n');
    expect(await page.locator('tr.here').getAttribute('id')).toBe('L4');
    await page.keyboard.press('n');
    expect(await page.locator('tr.here').getAttribute('id')).toBe('L8');
    await page.keyboard.press('p');
    expect(await page.locator('tr.here').getAttribute('id')).toBe('L4');
    await context.close();
  });
});
