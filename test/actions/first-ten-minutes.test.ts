import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '@qitops/tooling';
import { afterEach, expect, it } from 'vitest';
import { describeWithRunner } from '../runner/platform.ts';
import type { JobResult } from '../runner/run-workflow.ts';
import { type Files, Scenario } from './scenario.ts';

// A repository that has never heard of qitops, no reporter, no history: what the one pasted step gives.

interface Bare {
  main: Files[];
  topic: Files;
  /** The step that runs the tests in a real workflow. */
  tests: string;
  /** Whether this machine can run it. */
  runs: boolean;
}

const can = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

const VITEST: Bare = {
  main: [
    {
      'package.json': `{ "name": "shop", "type": "module", "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5.1.1" } }\n`,
      '.gitignore': 'node_modules\n',
      'src/shipping.ts': `export function shipping(weight: number): number {
  return weight > 10 ? 12 : 5;
}
`,
      'src/shipping.test.ts': `import { expect, it } from 'vitest';
import { shipping } from './shipping.ts';

it('is cheap for light parcels', () => expect(shipping(1)).toBe(5));
`,
    },
  ],
  topic: {
    'src/shipping.ts': `export function shipping(weight: number, express = false): number {
  if (weight <= 0) {
    throw new RangeError('a parcel weighs something');
  }
  const price = weight > 10 ? 12 : 5;
  return express ? price * 2 : price;
}
`,
  },
  tests: 'node_modules/.bin/vitest run',
  runs: true,
};

const PYTEST: Bare = {
  main: [
    {
      'pyproject.toml':
        '[project]\nname = "shop"\nversion = "1.0"\n\n[project.optional-dependencies]\ntest = ["pytest"]\n',
      'shop/__init__.py': '',
      'shop/shipping.py': 'def shipping(weight):\n    return 12 if weight > 10 else 5\n',
      'tests/test_shipping.py': `from shop.shipping import shipping


def test_light_parcels_are_cheap():
    assert shipping(1) == 5
`,
    },
  ],
  topic: {
    'shop/shipping.py': `def shipping(weight, express=False):
    if weight <= 0:
        raise ValueError("a parcel weighs something")
    price = 12 if weight > 10 else 5
    return price * 2 if express else price
`,
  },
  tests: 'python3 -m pytest',
  runs: can('python3', '-m', 'pytest', '--version'),
};

const GO: Bare = {
  main: [
    {
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'shipping.go': `package shop

func Shipping(weight int) int {
	if weight > 10 {
		return 12
	}
	return 5
}
`,
      'shipping_test.go': `package shop

import "testing"

func TestLightParcelsAreCheap(t *testing.T) {
	if Shipping(1) != 5 {
		t.Fatal("not cheap")
	}
}
`,
    },
  ],
  topic: {
    'shipping.go': `package shop

func Shipping(weight int, express bool) int {
	price := 5
	if weight > 10 {
		price = 12
	}
	if express {
		return price * 2
	}
	return price
}
`,
    'shipping_test.go': `package shop

import "testing"

func TestLightParcelsAreCheap(t *testing.T) {
	if Shipping(1, false) != 5 {
		t.Fatal("not cheap")
	}
}
`,
  },
  tests: 'go test ./...',
  runs: can('go', 'version'),
};

const CASES: [string, Bare, { fn: string; path: string; reporter: RegExp }][] = [
  [
    'Vitest',
    VITEST,
    { fn: 'shipping', path: 'src/shipping.ts', reporter: /--reporter=?\s*junit|reporters?:?.*junit/ },
  ],
  ['pytest', PYTEST, { fn: 'shipping', path: 'shop/shipping.py', reporter: /--junit-?xml/ }],
  ['Go', GO, { fn: 'Shipping', path: 'shipping.go', reporter: /gotestsum|go-junit-report|-json/ }],
];

let scenario: Scenario;
afterEach(async () => {
  expect(scenario.github.violations).toEqual([]);
  await scenario.close();
});

describeWithRunner('the first ten minutes', () => {
  it.each(CASES)('of a bare %s repository', async (name, bare, { fn, path, reporter }) => {
    scenario = await Scenario.open(bare);
    const step = bare.runs ? bare.tests : 'echo no tests here';
    if (!bare.runs)
      process.stdout.write(`${name} is not on this machine: the step "${bare.tests}" was replaced\n`);
    const job = await scenario.run(pasted([...installed(name), `run: ${step}`]));
    expect(job.annotations.filter(({ level }) => level === 'error')).toEqual([]);
    expect(job.conclusion).toBe('success');
    expect(scenario.comments).toHaveLength(1);
    for (const text of [scenario.comments[0]!, job.summary]) {
      // A true finding: the changed function, by name and place.
      expect(text).toContain(fn);
      expect(text).toContain(path);
      // The change that makes the next run say more.
      expect(text).toMatch(reporter);
    }
  });

  it('go red only for what the tests did', async () => {
    scenario = await Scenario.open({
      ...VITEST,
      topic: {
        ...VITEST.topic,
        'src/other.test.ts': `import { it } from 'vitest';\nit('fails', () => { throw new Error('no'); });\n`,
      },
    });
    const job = await scenario.run(pasted([...installed('Vitest'), `run: ${VITEST.tests}`]));
    expect(failed(job)).toEqual([VITEST.tests]);
    expect(scenario.comments).toHaveLength(1);
  });
});

const failed = (job: JobResult) =>
  job.steps.filter(({ conclusion }) => conclusion === 'failure').map(({ name }) => name);

/** The one-step workflow of the README, placed before the tests. */
function pasted(rest: string[]): string {
  return `name: ci
on:
  pull_request:
  merge_group:
  push:
    branches: [main]
permissions:
  contents: read
  pull-requests: write
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { persist-credentials: false }
      - uses: qitops/analyze-pr@v1
${rest.map((step) => `      - ${step}\n`).join('')}`;
}

/** Stands for \`npm ci\`: the Vitest of this checkout. */
function installed(name: string): string[] {
  if (name !== 'Vitest') return [];
  return [
    `run: mkdir -p node_modules && ln -s ${join(ROOT, 'node_modules/vitest')} node_modules/vitest && mkdir -p node_modules/.bin && ln -s ${join(ROOT, 'node_modules/.bin/vitest')} node_modules/.bin/vitest`,
  ];
}
