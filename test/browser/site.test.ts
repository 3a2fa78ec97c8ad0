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
    expect(text).toContain('add three apples at 3.375');
    await page.getByText('Standard output').first().click();
    expect(await visibleText(page.locator('#page'))).toContain('try 2: total 10.12');
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
    await group.getByRole('button', { name: 'Slider' }).click();
    const line = page.getByRole('slider', { name: 'How much of the expected picture' });
    await line.focus();
    for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowRight');
    expect(await line.inputValue()).toBe('60');
    expect(await page.locator('.slider-top').evaluate((top) => getComputedStyle(top).clipPath)).toBe(
      'inset(0px 40% 0px 0px)',
    );
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

  test('each attempt has its own error, steps and output, and stays in the address', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.broken)}`);
    const attempts = page.getByRole('group', { name: 'Attempts' });
    const main = page.locator('main');
    expect(await visibleText(main)).toContain('try 2: total 10.12');
    await attempts.getByRole('button', { name: 'Attempt 1' }).click();
    expect(await visibleText(main)).toContain('try 1: total 10.12');
    expect(await visibleText(main)).not.toContain('try 2: total 10.12');
    await page.waitForURL((url) => url.searchParams.get('attempt') === '1');
    await page.reload();
    await page.getByText('try 1: total 10.12').waitFor();
    await page.goto(`${site.url}test.html?id=${idOf(KNOWN.flakyRetried)}`);
    await page.getByRole('button', { name: 'Attempt 1 failed' }).waitFor();
    expect(await visibleText(main)).toContain('expected 1 mail, got 2');
    await page.getByRole('button', { name: 'Attempt 2 passed' }).click();
    expect(await visibleText(main)).not.toContain('expected 1 mail, got 2');
    // a picture that was still on its way when the page was left
    expect(problems.filter((problem) => !problem.endsWith('ERR_ABORTED'))).toEqual([]);
    await context.close();
  });

  test('what is copied for an assistant holds steps, code, output and the page', async () => {
    const context = await openContext(site.browser);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { page } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.broken)}`);
    await page.getByRole('button', { name: 'Copy prompt' }).click();
    await page.getByText('Copied').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    for (const words of [
      '> 42   expect(total(basket)).toBe(10.13);',
      '  - add three apples at 3.375: passed',
      '- read the total: failed',
      'the rate of the day',
      'heading "Basket"',
    ])
      expect.soft(text).toContain(words);
    await context.close();
  });

  test('the tree of tests opens by keys, and its counters are searches', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}tests.html`);
    await page.getByRole('button', { name: 'Tree' }).click();
    await page.waitForURL((url) => url.searchParams.get('view') === 'tree');
    const folder = page.getByRole('button', { name: 'checkout/' });
    expect(await folder.getAttribute('aria-expanded')).toBe('false');
    await folder.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'shipping.test.ts' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
    await page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: 'cart/' }) })
      .first()
      .getByRole('button', { name: /failed/ })
      .click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'file:src/cart/ s:failed');
    await page.getByText('1 test of 35').waitFor();
    await page.reload();
    await page.getByRole('link', { name: KNOWN.broken }).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  test('labels of a test lead to the tests that have them, and are counters there', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.broken)}`);
    await page.getByRole('link', { name: 'epic Online shop' }).click();
    await page.getByText('28 tests of 35').waitFor();
    const minor = page
      .getByRole('group', { name: 'Filter by severity' })
      .getByRole('button', { name: 'minor' });
    await minor.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'label:severity=minor');
    expect(await minor.getAttribute('aria-pressed')).toBe('true');
    await context.close();
  });

  test('steps of a test that passed are folded up', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.slower)}`);
    const step = page.getByText('add three apples at 3.375');
    expect(await step.isVisible()).toBe(false);
    await page.getByText('What it did').click();
    expect(await step.isVisible()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await page.screenshot({ path: join(PICTURES, 'test-passed-steps.png') });
    await context.close();
  });

  test('a label leads where qitops.yml says that labels of its name lead', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}test.html?id=${idOf(KNOWN.broken)}`);
    const link = page.getByRole('link', { name: 'issue SHOP-12' });
    expect(await link.getAttribute('href')).toBe('https://tracker.example.org/browse/SHOP-12');
    await page.getByRole('link', { name: 'category Rounding of prices' }).click();
    await page.locator('html[data-state=done]').waitFor({ state: 'attached' });
    expect(await visibleText(page.locator('main'))).toContain('1 test of 35.');
    await context.close();
  });

  test('kinds of failures are counters that filter', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}run.html?run=89`);
    const clusters = page.locator('.block', { hasText: 'Failures by message' }).locator('.cluster:visible');
    const assertion = page.getByRole('button', { name: '1 assertion' });
    await assertion.click();
    expect(await visibleText(page.locator('main'))).toContain('A check did not hold');
    expect(await clusters.count()).toBe(1);
    await assertion.click();
    expect(await clusters.count()).toBe(2);
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
