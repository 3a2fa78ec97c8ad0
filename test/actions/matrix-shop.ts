import type { Files } from './scenario.ts';

/** A project whose tests lie in three files, one for each shard of the matrix. */
export const MAIN: Files = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  '.gitignore': 'junit.xml\nlcov.info\n',
  'src/price.js': 'export const net = (price) => price;\n',
  'src/gift.js': 'export const gift = (kind) => kind;\n',
  ...testFile('a', "test('net', () => assert.equal(net(5), 5));"),
  ...testFile('b', "test('net of nothing', () => assert.equal(net(0), 0));"),
  ...testFile('c', "test('net of one', () => assert.equal(net(1), 1));"),
};

function testFile(name: string, body: string, imported = 'net'): Files {
  return {
    [`test/${name}.test.js`]: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${imported} } from '../src/price.js';

${body}
`,
  };
}

/**
 * Each shard covers lines of its own; line 8 is run by none, though one shard alone has no record of it. With `broken`
 * the second shard's test fails.
 */
export function change({
  broken = false,
  ...more
}: { broken?: boolean } & Record<string, unknown> = {}): Files {
  return {
    'src/price.js': `export function net(price, kind) {
  if (kind === 'b') {
    return price * 2;
  }
  if (kind === 'c') {
    return price * 3;
  }
  if (kind === 'never') {
    return price * 4;
  }
  return price;
}
`,
    ...testFile('a', "test('net', () => assert.equal(net(5), 5));"),
    ...testFile('b', `test('net of b', () => assert.equal(net(1, 'b'), ${broken ? 7 : 2}));`),
    ...testFile('c', "test('net of c', () => assert.equal(net(1, 'c'), 3));"),
    ...(more as Files),
  };
}

const TESTS =
  'node --test --test-shard="$PART/3" --experimental-test-coverage --test-reporter=junit --test-reporter-destination=junit.xml --test-reporter=lcov --test-reporter-destination=lcov.info || true';

interface Shape {
  /** Steps of the jobs in the matrix, before analyze-pr. */
  tests?: string;
  /** Condition of analyze-pr in the matrix. */
  hand?: string;
  /** More jobs, before the last. */
  jobs?: string;
  needs?: string[];
  shards?: number;
  /** More inputs of the last job's step. */
  inputs?: Record<string, string>;
}

/** A matrix of three and a last job that joins them. */
export function matrixWorkflow(shape: Shape = {}): string {
  const { tests = TESTS, hand, jobs = '', needs = ['test'], shards = 3, inputs = {} } = shape;
  const more = Object.entries({ suggest: 'false', ...inputs }).map(
    ([name, value]) => `          ${name}: ${value}\n`,
  );
  return `name: ci
on: [pull_request, merge_group]
jobs:
  test:
    strategy: { fail-fast: false, matrix: { part: [1, 2, 3] } }
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: ${JSON.stringify(tests)}
        env: { PART: "\${{ matrix.part }}" }
      - uses: qitops/analyze-pr@v1
        if: ${hand ?? 'always()'}
${jobs}  qitops:
    needs: [${needs.join(', ')}]
    if: always()
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: qitops/analyze-pr@v1
        id: qitops
        with:
          needs: \${{ toJSON(needs) }}
          shards: ${shards}
${more.join('')}`;
}

export const withWorkflow = (workflow: string): Files => ({ '.github/workflows/ci.yml': workflow });
