import { TestCase } from '@qitops/model';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { idOf } from './pages.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { sampleInput } from './sample-input.ts';
import { openContext, visit } from './visit.ts';

/** What the link for a new file would hand to GitHub. */
async function newFile(page: Page): Promise<URL> {
  const href = await page.getByRole('link', { name: 'Create the file on GitHub' }).getAttribute('href');
  return new URL(href!);
}

describe.skipIf(!hasBrowser())(`test cases in a browser${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite((out) => sampleInput(out, 30));
  });

  afterAll(() => site?.close());

  test('counters filter, the search stays in the address, a requirement leads to its cases', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}cases.html`);
    await page.getByRole('button', { name: '2 by hand' }).click();
    await page.getByText('2 cases of 5').waitFor();
    await page.waitForURL((url) => url.searchParams.get('q') === 's:manual');
    await page.reload();
    await page.getByText('2 cases of 5').waitFor();
    await page.getByRole('button', { name: 'SHOP-15' }).click();
    await page.getByText('1 case of 5').waitFor();
    await page.getByLabel('Search cases').fill('is:lost');
    await page.getByText('Not understood: is:lost').waitFor();
    await page.getByLabel('Search cases').fill('priority:high -is:automated');
    await page.getByText('1 case of 5').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/case\.html\?id=keyboard-checkout/);
    expect(problems).toEqual([]);
    await context.close();
  });

  test('a new case is written in the form, and GitHub gets a file that is one', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}case-edit.html?template=bug`);
    await page.keyboard.type('Refunds: "once" #only');
    await page.getByLabel('Owner').fill('@shop/pay');
    await page.getByLabel('Tags').fill('refund, SHOP-7');
    await page.getByLabel('Covers').fill('src/pay.ts#refund\nsrc/mail');
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.keyboard.type('ask for it twice');
    await page.getByRole('button', { name: 'Take out step 1' }).click();
    const url = await newFile(page);
    expect(url.pathname).toBe('/example/shop/new/main/tests/qitops');
    expect(url.searchParams.get('filename')).toBe('refunds-once-only.yaml');
    const text = url.searchParams.get('value')!;
    expect(text).toBe(await page.getByLabel('YAML', { exact: true }).inputValue());
    expect(text).toMatch(/^# yaml-language-server: \$schema=/);
    expect(TestCase.parse(parse(text))).toMatchObject({
      id: 'refunds-once-only',
      title: 'Refunds: "once" #only',
      type: 'bug',
      owner: '@shop/pay',
      tags: ['refund', 'SHOP-7'],
      covers: [{ path: 'src/pay.ts', symbol: 'refund' }, { path: 'src/mail' }],
      steps: [{ action: 'ask for it twice' }],
    });
    expect(problems).toEqual([]);
    await context.close();
  });

  test('a test without a case leads to the form, which links it', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}test.html?id=${idOf('adds an item')}`);
    await page.getByRole('link', { name: 'Write a case' }).click();
    await page.getByRole('link', { name: 'Create the file on GitHub' }).waitFor();
    expect(TestCase.parse(parse((await newFile(page)).searchParams.get('value')!))).toMatchObject({
      id: 'cart-adds-an-item',
      title: 'Cart: adds an item',
      automatedBy: ['src/cart/cart.test.ts > Cart > adds an item'],
    });
    await page.getByLabel('Owner').fill('@me');
    await page.getByLabel('Begin with').selectOption('bug');
    expect(TestCase.parse(parse((await newFile(page)).searchParams.get('value')!))).toMatchObject({
      ...{ id: 'cart-adds-an-item', type: 'bug', owner: '@me' },
      automatedBy: ['src/cart/cart.test.ts > Cart > adds an item'],
    });
    expect(problems).toEqual([]);
    await context.close();
  });

  test('the YAML fills the form, and says by line what is wrong with it', async () => {
    const context = await openContext(site.browser);
    const { page, problems } = await visit(context, `${site.url}case-edit.html`);
    const yaml = page.getByLabel('YAML', { exact: true });
    await yaml.fill('# kept\nid: a\ntitle: A\ntype: smoke\nsteps:\n  - action: go\n    expected: seen\n');
    expect(await page.getByLabel('Title').inputValue()).toBe('A');
    expect(await page.getByLabel('Type').inputValue()).toBe('smoke');
    expect(await page.getByLabel('Expected of step 1').inputValue()).toBe('seen');
    await page.getByLabel('Priority').selectOption('low');
    expect(await yaml.inputValue()).toBe(
      '# kept\nid: a\ntitle: A\ntype: smoke\npriority: low\nsteps:\n  - action: go\n    expected: seen\n',
    );
    await yaml.fill('id: a\ntitle: A\ntyp: smoke\n');
    await page.getByText('Line 3: unknown key "typ". Did you mean "type"?').waitFor();
    expect(await page.getByRole('link', { name: 'Create the file on GitHub' }).count()).toBe(0);
    await yaml.fill('id: [\n');
    await page.getByText(/Line \d: Flow sequence/).waitFor();
    expect(problems).toEqual([]);
    await context.close();
  });

  test('a text that no address can hold is to be pasted', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}case-edit.html`);
    await page.getByLabel('Action of step 1').fill('long '.repeat(1500));
    await page.getByText('Copy the YAML and paste it there: tests/qitops/').waitFor();
    const url = await newFile(page);
    expect(url.searchParams.get('value')).toBeNull();
    expect(url.href.length).toBeLessThan(300);
    await context.close();
  });

  test('what the form does not change stays as it is written', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}case-edit.html?id=checkout-pays-by-card`);
    const yaml = page.getByLabel('YAML', { exact: true });
    const before = await yaml.inputValue();
    await page.getByLabel('Type').selectOption('api');
    expect(await yaml.inputValue()).toBe(before.replace('type: e2e', 'type: api'));
    await page.getByLabel('Preconditions').press('End');
    await page.getByLabel('Preconditions').pressSequentially('!');
    expect(
      parse(await yaml.inputValue())
        .preconditions.join('|')
        .replace('!', ''),
    ).toBe(parse(before).preconditions.join('|'));
    await context.close();
  });

  test('a case that is there is opened on GitHub and copied', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}case-edit.html?id=discount-steps`);
    expect(await page.getByRole('link', { name: 'Open the file on GitHub' }).getAttribute('href')).toBe(
      'https://github.com/example/shop/edit/main/tests/qitops/discount-steps.yaml',
    );
    await page.getByLabel('Title').fill('Another title');
    const text = await page.getByLabel('YAML', { exact: true }).inputValue();
    expect(text).toMatch(/^# who does it says so in the log\nid: discount-steps\ntitle: Another title\n/);
    expect(parse(text).parameters).toHaveLength(3);
    await page.getByText('It is done with 3 sets of values').waitFor();
    await context.close();
  });
});
