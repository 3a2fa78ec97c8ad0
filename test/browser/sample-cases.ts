import {
  type CaseLink,
  type CaseTest,
  caseFields,
  caseStatus,
  type HistoryView,
  isDead,
  type LinkedCase,
  statusIn,
} from '@qitops/model';
import type { ReportCases } from '@qitops/report';
import { stringify } from 'yaml';
import { KNOWN } from './sample-history.ts';

/** A catalogue with a case of every kind: failing, flaky, by hand, with parameters, with links that lead nowhere. */
export function sampleCases(history: HistoryView): ReportCases {
  const link = (name: string, line = 20): CaseLink => ({
    ...{ text: `${name}`, state: 'found', tests: [testCalled(history, name)], renamed: false, line },
  });
  const cases = [
    one('checkout-pays-by-card', 'A card pays, and the order is confirmed by mail', {
      ...{ type: 'e2e', priority: 'critical', owner: '@shop/checkout', tags: ['checkout', 'SHOP-12'] },
      requirements: ['SHOP-12'],
      preconditions: ['a signed-in member', 'a cart with two articles\nfrom different suppliers'],
      steps: [
        { action: 'choose “card” and type the number of the test card', expected: 'the number is taken' },
        { action: 'press “Pay”', expected: 'the order is confirmed within five seconds' },
        { action: 'open the mailbox', expected: 'one mail names the order and its total' },
      ],
      covers: [
        { path: 'src/checkout/payment.ts', symbol: 'discounted', state: 'found', line: 14 },
        { path: 'src/checkout/receipt.ts', symbol: null, state: 'no-file', line: 15 },
      ],
      automatedBy: [
        link(KNOWN.broken),
        { text: 'e2e/pay.spec.ts > pays by voucher', state: 'gone', tests: [], renamed: false, line: 22 },
        { text: 'e2e/pay.spec.ts > pays by invoice', state: 'source', tests: [], renamed: false, line: 23 },
      ],
    }),
    one('discount-steps', 'Discounts step at 100 and at 500', {
      ...{
        type: 'unit',
        priority: 'high',
        owner: '@shop/cart',
        tags: ['cart', 'SHOP-12', 'SHOP-15'],
        source: 'imported',
      },
      requirements: ['SHOP-12', 'SHOP-15'],
      parameters: [
        { subtotal: 99.99, member: false, discount: 0 },
        { subtotal: 100, member: true, discount: 15 },
        { subtotal: 500, member: false, discount: 100 },
      ],
      covers: [{ path: 'src/cart/discount.ts', symbol: 'discounted', state: 'found', line: 9 }],
      automatedBy: [link(KNOWN.slower), { ...link(KNOWN.skipped), renamed: true }],
    }),
    one('suggest-while-typing', 'Suggestions come while one types', {
      ...{ type: 'api', priority: 'medium', owner: null, tags: ['search'] },
      automatedBy: [link(KNOWN.flaky)],
    }),
    one('keyboard-checkout', 'The checkout can be done without a mouse', {
      ...{
        type: 'accessibility',
        priority: 'high',
        owner: '@shop/checkout',
        tags: ['accessibility', 'SHOP-31'],
      },
      requirements: ['SHOP-31'],
      steps: [
        {
          action: 'go through the checkout with Tab',
          expected: 'the focus is always seen, in the order of reading',
        },
      ],
    }),
    one('explore-returns', 'What can go wrong when half an order comes back', {
      ...{ type: 'exploratory', priority: null, owner: null, tags: [], source: 'suggested' },
    }),
  ];
  return {
    cases,
    yaml: cases.map((each) => `# who does it says so in the log\n${stringify(writtenAs(each))}`),
    problems: [
      {
        ...{ path: 'tests/qitops/checkout-pays-by-card.yaml', line: 15, column: 1, kind: 'dead-link' },
        what: 'covers src/checkout/receipt.ts, which is not there',
        remedy: 'name the file that it is about now, or take the entry out',
      },
      {
        ...{ path: 'tests/qitops/refunds.yaml', line: 2, column: 1, kind: 'schema' },
        what: 'unknown key "titel"',
        remedy: 'did you mean "title"?',
      },
    ],
    tests: { known: 35, withoutCase: 31, examples: [] },
    notes: [],
  };
}

function writtenAs(each: LinkedCase): Record<string, unknown> {
  const { id, title, type, priority, owner, preconditions, steps, parameters, tags, source } = each;
  const fields = { id, title, preconditions, steps, parameters, tags, source };
  return caseFields({
    ...fields,
    ...(type ? { type } : {}),
    ...(priority ? { priority } : {}),
    ...(owner ? { owner } : {}),
    covers: each.covers.map(({ path, symbol }) => (symbol ? { path, symbol } : { path })),
    automatedBy: each.automatedBy.map(({ text }) => text),
  });
}

function testCalled(history: HistoryView, name: string): CaseTest {
  const index = history.tests.findIndex((test) => test.name === name);
  const { id, suite, file } = history.tests[index]!;
  const run = history.runs.findLast((each) => statusIn(each, index) !== null)!;
  return { ...{ id, suite, name, file }, status: statusIn(run, index)!, at: run.info.startedAt };
}

function one(id: string, title: string, fields: Partial<LinkedCase>): LinkedCase {
  const automatedBy = fields.automatedBy ?? [];
  const covers = fields.covers ?? [];
  return {
    ...{ id, title, path: `tests/qitops/${id}.yaml`, line: 2, alone: true },
    ...{ type: null, priority: null, owner: null, source: 'manual', tags: [], requirements: [] },
    ...{ preconditions: [], steps: [], parameters: [], covers, automatedBy },
    status: caseStatus(automatedBy),
    deadLinks: [...covers, ...automatedBy].filter(isDead).length,
    ...fields,
  };
}
