import { KNOWN, sampleTests } from './sample-history.ts';

/** Addresses of all pages of the sample, with words that must stand on each. */
export const PAGES: readonly { name: string; address: string; shows: string[] }[] = [
  {
    name: 'index',
    address: 'index.html',
    shows: ['1 new failure since', KNOWN.broken, '1 still failing', KNOWN.fixed],
  },
  { name: 'runs', address: 'runs.html', shows: ['had failures', 'Compare', 'Pass rate'] },
  {
    name: 'run',
    address: 'run.html?run=89',
    shows: [
      '2 failures at',
      'Failures by category',
      'Rounding of prices',
      'in no category',
      'Failures by message',
      '1 assertion',
      '1 error',
      'Compared',
      '34 tests ran on 4 workers within',
      'The longest test took',
      'Of 1 more test the results do not say when',
    ],
  },
  {
    name: 'run-compared',
    address: 'run.html?key=7101157-1-test-0&with=7100065-1-test-0',
    shows: [
      '2 newly failing',
      'Newly failing (2)',
      'Added (1)',
      KNOWN.added,
      'Another duration (1)',
      KNOWN.slower,
    ],
  },
  {
    name: 'tests',
    address: 'tests.html',
    shows: ['35 tests of 35', KNOWN.broken, '11 @shop/basket, 1 failing'],
  },
  {
    name: 'test',
    address: `test.html?id=${idOf(KNOWN.broken)}`,
    shows: [
      KNOWN.broken,
      'owned by @shop/basket',
      'category Rounding of prices',
      'issue SHOP-12',
      'expected 10.12 to be 10.13',
      'History',
      'A card pays, and the order is',
      'failing test 1 of 2',
      'Attempt 2 failed',
      'add three apples at 3.375',
      'Standard error',
      'npx playwright show-trace test-results/cart-total/trace.zip',
      'rounding = half to even',
    ],
  },
  {
    name: 'test-retried',
    address: `test.html?id=${idOf(KNOWN.flakyRetried)}`,
    shows: ['Attempt 1 failed', 'expected 1 mail, got 2', 'read the total'],
  },
  {
    name: 'tests-tree',
    address: 'tests.html?view=tree',
    shows: ['35 tests of 35', 'src/', 'cart.test.ts', KNOWN.broken, '6 tests'],
  },
  {
    name: 'test-flaky',
    address: `test.html?id=${idOf(KNOWN.flaky)}`,
    shows: ['Last failure', 'Flakiness', 'Where it turned'],
  },
  {
    name: 'flaky',
    address: 'flaky.html',
    shows: ['1 flaky test, 1 suspected', KNOWN.flaky, 'Failed and passed on the same tree'],
  },
  { name: 'slow', address: 'slow.html', shows: ['became slower', KNOWN.slower] },
  { name: 'coverage', address: 'coverage.html', shows: ['of lines covered', 'discount.ts'] },
  { name: 'file', address: 'file.html?path=src%2Fcart%2Fdiscount.ts', shows: ['never ran', 'RangeError'] },
  {
    name: 'cases',
    address: 'cases.html',
    shows: [
      '5 test cases, 1 failing',
      '31 of 35 automated tests have no case',
      'SHOP-31',
      'did you mean "title"?',
    ],
  },
  {
    name: 'case',
    address: 'case.html?id=checkout-pays-by-card',
    shows: ['2 dead links', KNOWN.broken, 'press “Pay”', 'a signed-in member', 'ran once and is gone'],
  },
  {
    name: 'case-parameters',
    address: 'case.html?id=discount-steps',
    shows: ['3 sets of values', '99.99', 'under a new name'],
  },
  {
    name: 'case-new',
    address: 'case-edit.html?template=api',
    shows: ['Write a test case', 'Create the file on GitHub'],
  },
  {
    name: 'case-edit',
    address: 'case-edit.html?id=checkout-pays-by-card',
    shows: ['Edit a test case', 'Open the file on GitHub'],
  },
  {
    name: 'prs',
    address: 'prs.html',
    shows: ['1 of 2 pull requests', '#52', 'Reported 7 hours ago by its own run, which its author controls'],
  },
  {
    name: 'pr-outside',
    address: 'pr.html?pr=51',
    shows: ['which its author controls', 'nothing was reported yet of its head'],
  },
  {
    name: 'pr',
    address: 'pr.html?pr=52',
    shows: ['1 new failure', 'Patch coverage', 'wanted at most 0', 'arm 0', '2 tests'],
  },
  {
    name: 'suggestions',
    address: 'suggestions.html',
    shows: ['1 suggested test that ran', 'Ideas, not verified'],
  },
  {
    name: 'workflow',
    address: 'workflow.html?kind=pytest',
    shows: [
      'pytest --junitxml=junit.xml',
      'persist-credentials: false',
      'qitops-comment.yml',
      'Create it on GitHub',
    ],
  },
  {
    name: 'about',
    address: 'about.html',
    shows: ['Pass rate', 'Copy Markdown', 'gates.patchCoverage', 'qitops.yml:6', 'default'],
  },
];

export function idOf(name: string): string {
  return sampleTests()
    .find((test) => test.name === name)!
    .id.slice(0, 16);
}
