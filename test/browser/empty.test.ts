import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { hasBrowser, NO_BROWSER } from './launch-browser.ts';
import { openReportSite, type ReportSite } from './report-site.ts';
import { sampleHistory } from './sample-history.ts';
import { GENERATED_AT, SHELL } from './sample-input.ts';
import { openContext, visibleText, visit } from './visit.ts';

/** What each page tells a reader to do when there is nothing to show. */
const REMEDIES: readonly [string, RegExp][] = [
  ['index', /No test run has been recorded yet.*qitops history add/],
  ['runs', /No run is recorded yet.*qitops history add/],
  ['run', /not in the history.*All runs/],
  ['tests', /No test has run yet.*qitops history add/],
  ['test', /No test is named.*all tests/],
  ['flaky', /not measured.*qitops flaky-detect/],
  ['slow', /No test has a duration.*reporter/],
  ['coverage', /not measured.*--coverage/],
  ['file', /not measured.*All measured files/],
  ['cases', /no test cases yet.*qitops cases import.*write the first one here/],
  ['case', /No case is named.*all cases/],
  ['case-edit', /Write a test case.*Copy YAML/],
  ['prs', /No pull request.*qitops\/analyze-pr/],
  ['pr', /not analysed.*All pull requests/],
  ['suggestions', /no suggestions.*qitops suggest-tests/],
  ['workflow', /qitops init.*Test command/],
  ['org', /report of one repository.*qitops org/],
  ['about', /About this report.*coverage not measured/],
];

describe.skipIf(!hasBrowser())(`a report of nothing${hasBrowser() ? '' : ` (${NO_BROWSER})`}`, () => {
  let site: ReportSite;

  beforeAll(async () => {
    site = await openReportSite((out) => ({
      history: { ...sampleHistory(2), tests: [], runs: [] },
      flaky: null,
      latest: null,
      analyses: [],
      coverage: null,
      readSource: async () => null,
      repositoryUrl: null,
      title: 'Nothing yet',
      shell: SHELL,
      out,
      generatedAt: GENERATED_AT,
    }));
  });

  afterAll(() => site?.close());

  test('says on every page what to do, without an error', async () => {
    const context = await openContext(site.browser);
    for (const [name, remedy] of REMEDIES) {
      const { page, problems } = await visit(context, `${site.url}${name}.html`);
      expect.soft(await visibleText(page.locator('main')), name).toMatch(remedy);
      expect.soft(problems, name).toEqual([]);
      expect.soft(await axeViolations(page), name).toEqual([]);
      await page.close();
    }
    await context.close();
  });

  test('offers only the pages that have something to say', async () => {
    const context = await openContext(site.browser);
    const { page } = await visit(context, `${site.url}index.html`);
    expect(await page.locator('#nav a').allTextContents()).toEqual(['Overview', 'About']);
    await context.close();
  });
});
