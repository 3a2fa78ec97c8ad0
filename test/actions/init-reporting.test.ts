import { detectStack } from '@qitops/repository';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CI, holds, init, NODE, PINNED, scratch, WORKFLOW, written, YES } from './init-in-scratch.ts';

const JUNIT = '--reporter=default --reporter=junit --outputFile.junit=reports/junit.xml';
const COVERAGE = '--coverage.enabled --coverage.reporter=lcov --coverage.reportOnFailure';
const NODE_TEST = {
  'package.json': '{ "name": "shop", "scripts": { "test": "node --test" } }\n',
  'package-lock.json': '{}\n',
};

const workflow = (steps: string, runsOn = 'ubuntu-latest'): string => `name: ci
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ${runsOn}
    steps:
      - uses: ${PINNED}
        with:
          persist-credentials: false
${steps}`;

/** The workflow of a repository after init, its steps, and what else init says. */
async function edited(files: Record<string, string>, text: string) {
  const folder = scratch({ ...files, [CI]: text });
  const { document } = await init(folder, YES);
  expect((await init(folder, YES)).document.files.every(({ change }) => change === 'unchanged')).toBe(true);
  const after = written(folder, CI);
  await holds(CI, after);
  const { steps } = (parse(after) as { jobs: { test: { steps: Record<string, unknown>[] } } }).jobs.test;
  return { folder, after, steps, notes: document.notes.join('\n') };
}

describe('qitops init in a repository whose CI writes no results', () => {
  it('gives the command of the tests the options for them, and says no more of it', async () => {
    const { steps, notes } = await edited(NODE, workflow('      - run: npm test\n'));
    expect(steps).toContainEqual({ run: `npm test -- ${JUNIT} ${COVERAGE}` });
    expect(notes).not.toContain('writes no results');
  });

  it('changes one line of a block, and keeps comments, quotes and the rest as they are', async () => {
    const text = workflow(
      "      - name: 'Tests' # all of them\n        run: |\n          npm ci\n          npm test # slow\n          echo done\n",
    );
    const { after } = await edited(NODE, text);
    const lines = after.split('\n');
    const gone = text.split('\n').filter((line) => !lines.includes(line));
    expect(gone).toEqual(['          npm test # slow']);
    expect(after).toContain(`          npm test -- ${JUNIT} ${COVERAGE} # slow`);
  });

  it('gives a step variables where the command takes no options', async () => {
    const options = expect.stringContaining('--test-reporter=junit');
    const alone = await edited(NODE_TEST, workflow('      - run: npm test\n'));
    expect(alone.steps).toContainEqual({ run: 'npm test', env: { NODE_OPTIONS: options } });
    const { units } = await detectStack(alone.folder);
    expect(units[0]!.reporters[0]!.writes.results).not.toBeNull();
    const beside = await edited(
      NODE_TEST,
      workflow("      - name: Tests\n        env:\n          LEVEL: '1'\n        run: npm test\n"),
    );
    expect(beside.steps).toContainEqual({
      name: 'Tests',
      run: 'npm test',
      env: { LEVEL: '1', NODE_OPTIONS: options },
    });
  });

  it('leaves a step alone that sets the same variable itself', async () => {
    const own = '      - run: npm test\n        env: { NODE_OPTIONS: --no-warnings }\n';
    const { after } = await edited(NODE_TEST, workflow(own));
    expect(after).toContain(own);
  });

  it('puts no command of another shell into a job on Windows', async () => {
    const cargo = { 'Cargo.toml': '[package]\nname = "shop"\n', 'src/lib.rs': '' };
    const linux = await edited(cargo, workflow('      - run: cargo test\n'));
    expect(linux.after).toContain('set -o pipefail');
    const windows = await edited(cargo, workflow('      - run: cargo test\n', 'windows-latest'));
    expect(windows.after).not.toContain('pipefail');
  });

  it('writes a workflow of its own where the command of the CI takes no options', async () => {
    const files = {
      'package.json':
        '{ "scripts": { "test": "mocha", "test-ci": "nyc npm test" }, "devDependencies": { "mocha": "11", "nyc": "17" } }',
      'package-lock.json': '{}',
    };
    const folder = scratch({ ...files, [CI]: workflow('      - run: npm run test-ci\n') });
    const { document } = await init(folder, YES);
    expect(document.notes.join('\n')).toContain(`${WORKFLOW} runs them by itself`);
    expect(written(folder, CI)).toBe(workflow('      - run: npm run test-ci\n'));
    expect(written(folder, WORKFLOW)).toContain('--reporter json --reporter-option output=test-results.json');
  });

  it('runs by the command of its language what the CI runs by a target, with the services that it has there', async () => {
    const files = {
      'go.mod': 'module shop\n\ngo 1.24\n',
      Makefile: 'test:\n\tgo vet ./...\n\tgo test . ; go test ./api\n',
    };
    const redis = '    services:\n      redis:\n        image: redis:8\n    steps:';
    const folder = scratch({
      ...files,
      [CI]: workflow('      - run: make test\n').replace('    steps:', redis),
    });
    await init(folder, YES);
    const own = written(folder, WORKFLOW);
    expect(own).toContain('go test -json -coverprofile=coverage.out ./... > test-results.json');
    expect(own).toContain('image: "redis:8"');
  });
});
