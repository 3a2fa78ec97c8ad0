import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectStack } from '../detect.ts';

type Files = Record<string, string>;

const GO = { 'go.mod': 'module shop\n\ngo 1.25\n' };
const workflow = (steps: string, job = ''): Files => ({
  '.github/workflows/ci.yml': `on: pull_request\njobs:\n  work:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps}`,
});
const runs = (line: string, more = ''): Files => workflow(`      - run: ${line}\n${more}`);

async function detected(files: Files) {
  const root = mkdtempSync(join(tmpdir(), 'qitops-followed-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return detectStack(root);
}
const jobsOf = async (files: Files) => (await detected(files)).workflows[0]!.tests;

describe('a line of the CI', () => {
  it.each([
    ['make', 'make ci', { Makefile: 'GO ?= go\nci: unit\nunit:\n\t@$(GO) test -race ./...\n' }],
    [
      'just',
      'just verify',
      { justfile: 'verify: lint unit\nlint:\n    go vet ./...\nunit:\n    go test ./...\n' },
    ],
    [
      'task',
      'task verify',
      { 'Taskfile.yml': 'tasks:\n  verify:\n    cmds: [go vet ./..., { cmd: go test ./... }]\n' },
    ],
    ['a script', './ci/run.sh all', { 'ci/run.sh': '#!/bin/sh\nset -e\ngo test ./...\n' }],
    ['a script of a script', 'bash a.sh', { 'a.sh': './b.sh\n', 'b.sh': 'go test ./...\n' }],
    ['PowerShell', './build.ps1', { 'build.ps1': 'param($x)\ngo test ./...\n' }],
  ])('is followed into what it calls: %s', async (_, line, files) => {
    expect(await jobsOf({ ...GO, ...runs(line), ...files } as Files)).toEqual(['work']);
  });
  it.each([
    [
      'a target that builds',
      'make build',
      { Makefile: 'build:\n\tgo build ./...\ntest:\n\tgo test ./...\n' },
    ],
    ['a target that is not there', 'make lint', { Makefile: 'test:\n\tgo test ./...\n' }],
    ['a program in another language', './run.py', { 'run.py': '#!/usr/bin/env python\n# go test ./...\n' }],
    ['a target that needs itself', 'make a', { Makefile: 'a: b\nb: a\n' }],
  ])('runs no tests by %s', async (_, line, files) => {
    expect(await jobsOf({ ...GO, ...runs(line), ...files } as Files)).toEqual([]);
  });
  it('makes the target the command where nothing else runs the tests', async () => {
    const makefile = { Makefile: 'test:\n\tgo test -race ./...\n' };
    const [by] = (await detected({ ...GO, ...runs('make test'), ...makefile })).units;
    expect(by!.commands.test).toMatchObject({ value: { run: 'make test' } });
    expect(by!.commands.test!.evidence.map(({ text }) => text)).toEqual(['make test', 'go test -race ./...']);
    const both = runs('make test', '      - run: go test ./...\n');
    const [direct] = (await detected({ ...GO, ...both, ...makefile })).units;
    expect(direct!.commands.test!.value.run).toBe('go test ./...');
  });
  it('is what an image is told to run', async () => {
    const step = '      - uses: docker://golang:1.25\n        with: { args: go test ./... }\n';
    expect(await jobsOf({ ...GO, ...workflow(step) })).toEqual(['work']);
  });
  it.each(['./', '$/'])('stands in a composite action too: %s', async (prefix) => {
    const action = 'runs:\n  using: composite\n  steps: [{ run: go test ./..., shell: bash }]\n';
    const step = `      - uses: ${prefix}.github/actions/try\n`;
    expect(await jobsOf({ ...GO, ...workflow(step), '.github/actions/try/action.yml': action })).toEqual([
      'work',
    ]);
  });
  it.each([
    ['a matrix that is made while it runs', `packages/\${{ matrix.package }}`],
    ['the checkout, wherever it lies', `\${{ github.workspace }}/packages/a`],
    ['a variable', `\${{ env.PLACE }}`],
  ])('runs in the folder of %s', async (_, folder) => {
    const files = workflow(
      `      - run: npm test\n        working-directory: ${folder}\n`,
      '    env: { PLACE: packages/a }\n',
    );
    const manifest = {
      'packages/a/package.json':
        '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5" } }',
    };
    expect(await jobsOf({ ...files, ...manifest })).toEqual(['work']);
  });
});

describe('a job', () => {
  const node = (scripts: object): Files => ({
    'package.json': JSON.stringify({ scripts, devDependencies: { vitest: '5' } }),
  });
  it.each([
    ['a script that comes to the runner', 'npm run storybook:check', true],
    ['a script that is only called so', 'npm run test:generators', false],
    ['a benchmark', 'npm run bench', false],
    ['the installation of the runner', 'npm install vitest', false],
  ])('runs tests by %s or not', async (_, line, tests) => {
    const scripts = {
      test: 'vitest run',
      'storybook:check': 'vitest run --config x',
      'test:generators': 'bash generate.sh',
      bench: 'vitest bench',
    };
    expect(await jobsOf({ ...node(scripts), ...runs(line) })).toEqual(tests ? ['work'] : []);
  });
  it.each([
    ['tox', true],
    ['tox -e py311', true],
    [`tox run -e \${{ matrix.tox }}`, true],
    ['tox -e typing', false],
    ['nox -s tests', true],
    ['nox -s lint', false],
    ['pip install tox', false],
  ])('runs tests by an environment that is for them: %s', async (line, tests) => {
    const python = { 'pyproject.toml': '[project]\nname = "shop"\n[tool.pytest.ini_options]\n' };
    expect(await jobsOf({ ...python, ...runs(line) })).toEqual(tests ? ['work'] : []);
  });
  it('that checks another repository out runs the tests of that one', async () => {
    const steps =
      '      - uses: actions/checkout@v7\n        with: { repository: acme/other }\n      - run: go test ./...\n';
    expect(await jobsOf({ ...GO, ...workflow(steps) })).toEqual([]);
  });
});
