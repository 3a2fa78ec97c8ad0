import type { Files } from './scenario.ts';

/** A small project whose tests run with nothing installed. */
export const SHOP: Files = {
  'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }\n',
  '.gitignore': 'junit.xml\nlcov.info\n',
  'src/price.js': `export function price(net, quantity) {
  return net * quantity;
}
`,
  'test/price.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from '../src/price.js';

test('one costs its price', () => assert.equal(price(5, 1), 5));
test('two cost twice as much', () => assert.equal(price(5, 2), 10));
`,
};

/** A discount with a branch that no test takes, and a mistake that breaks one. */
export const BROKEN_DISCOUNT: Files = {
  'src/price.js': `export function price(net, quantity) {
  if (quantity > 100) {
    return net * quantity * 0.9;
  }
  return quantity > 1 ? net * quantity - 1 : net * quantity;
}
`,
};

/** Runs the tests with a report and coverage; the step itself never fails, so that the gate is what does. */
export const RUN_TESTS = `node --test --experimental-test-coverage --test-reporter=junit --test-reporter-destination=junit.xml --test-reporter=lcov --test-reporter-destination=lcov.info || true`;

/** A workflow with one job. */
export function workflow(steps: string[]): string {
  return [
    'name: ci',
    'on: [pull_request, merge_group, push]',
    'jobs:',
    '  test:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v5',
    ...steps.map((step) => `      - ${step}`),
    '',
  ].join('\n');
}

/** The tests, then analyze-pr. */
export const AFTER_TESTS = workflow([`run: ${RUN_TESTS}`, 'uses: qitops/analyze-pr@v1\n        id: qitops']);
