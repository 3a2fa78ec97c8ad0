import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DetectedUnit } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { detectStack } from './detect.ts';

type Files = Record<string, string>;

async function unitsOf(files: Files): Promise<DetectedUnit[]> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-traps-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (await detectStack(root)).units;
}
const unitOf = async (files: Files): Promise<DetectedUnit> => (await unitsOf(files))[0]!;
const node = (content: object, more: Files = {}): Promise<DetectedUnit> =>
  unitOf({ 'package.json': JSON.stringify(content, null, 2), ...more });
const run = (unit: DetectedUnit, kind: keyof DetectedUnit['commands']): string | null =>
  unit.commands[kind]?.value.run ?? null;

describe('scripts', () => {
  it('are known to build what they test, also behind another script', async () => {
    const builds = async (scripts: object) => (await node({ scripts })).buildsItself ?? false;
    expect(await builds({ test: 'jest', build: 'tsc' })).toBe(false);
    expect(await builds({ test: 'npm run build && jest', build: 'tsc' })).toBe(true);
    expect(
      await builds({ test: 'jest', pretest: 'npm run all', all: 'run-s build lint', build: 'tsc' }),
    ).toBe(true);
  });
  it('that find no test are known where it is sure', async () => {
    const without = async (content: object, more: Files = {}) =>
      (await node({ scripts: { test: 'jest' }, devDependencies: { jest: '30' }, ...content }, more))
        .withoutTests;
    expect(await without({})).toBe(true);
    expect(await without({}, { 'src/a.test.ts': '' })).toBeUndefined();
    expect(await without({}, { '__tests__/a.js': '' })).toBeUndefined();
    const regex = { jest: { testRegex: '.*\\.spec\\.ts$' } };
    expect(await without(regex, { 'src/a.test.ts': '', 'test/a.e2e-spec.ts': '' })).toBe(true);
    expect(await without(regex, { 'src/a.spec.ts': '' })).toBeUndefined();
    expect(await without({ jest: { testMatch: ['checks/**'] } })).toBeUndefined();
    expect(await without({}, { 'jest.config.js': '' })).toBeUndefined();
  });

  it.each(['eslint --fix .', 'prettier --write .', 'npm run format'])(
    'takes no linter that rewrites files for a check, also behind another script: %s',
    async (lint) => {
      expect(run(await node({ scripts: { lint, format: 'biome check --write .' } }), 'lint')).toBeNull();
    },
  );
  it.each([
    ['npm', {}, 'npm test -- --run'],
    ['pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm test --run'],
  ])('does not let Vitest wait for changes: %s', async (_, lock, wanted) => {
    expect(run(await node({ scripts: { test: 'tsc && vitest' } }, lock), 'test')).toBe(wanted);
    expect(run(await node({ scripts: { test: 'vitest run' } }, lock), 'test')).not.toContain('--run');
  });
  it('leaves scripts that watch or open a window to people', async () => {
    const unit = await node({
      scripts: { test: 'jest --watch', 'test:ci': 'jest', e2e: 'cypress open', 'test:e2e': 'cypress run' },
    });
    expect([run(unit, 'test'), run(unit, 'e2e')]).toEqual(['npm run test:ci', 'npm run test:e2e']);
  });
  it('knows that there may be no build, no types and no tests', async () => {
    const unit = await node({ scripts: { test: 'echo "Error: no test specified" && exit 1' } });
    expect(unit.commands).toMatchObject({ build: null, typecheck: null, test: null, lint: null });
  });
});

describe('frameworks', () => {
  it('takes a package for no application of what it is named, made for or tested with', async () => {
    const name = async (content: object) => (await node(content)).frameworks?.value ?? [];
    expect(await name({ name: 'express', dependencies: { express: '5' } })).toEqual([]);
    expect(await name({ peerDependencies: { react: '19' }, devDependencies: { react: '19' } })).toEqual([]);
    expect(await name({ devDependencies: { express: '5' } })).toEqual([]);
    expect(await name({ dependencies: { express: '5' } })).toEqual(['Express']);
  });
});

describe('installs', () => {
  it.each([
    ['npm', { 'package-lock.json': '' }, 'npm ci'],
    ['yarn 1', { 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn install --frozen-lockfile'],
    ['yarn 4', { 'yarn.lock': '__metadata:\n  version: 8\n' }, 'yarn install --immutable'],
    ['bun', { 'bun.lock': '' }, 'bun install --frozen-lockfile'],
    ['nothing', {}, 'npm install'],
  ])('as the lockfile says: %s', async (_, lock, wanted) => {
    expect(run(await node({ name: 'x' }, lock), 'install')).toBe(wanted);
  });
  it('follows packageManager where two lockfiles disagree, and is unsure without it', async () => {
    const locks = { 'package-lock.json': '', 'pnpm-lock.yaml': '' };
    const named = await node({ packageManager: 'pnpm@11.1.0' }, locks);
    expect(named.packageManager?.value).toEqual({ name: 'pnpm', version: '11.1.0' });
    expect((await node({}, locks)).packageManager!.confidence).toBeLessThan(named.packageManager!.confidence);
  });
  it('is not told how by what the CI installs for itself', async () => {
    const force = (line: string) =>
      node({}, { 'package-lock.json': '', '.travis.yml': `install: ${line}\nscript: npm test\n` });
    expect(run(await force('npm ci --force'), 'install')).toBe('npm ci --force');
    expect(run(await force('npm install --global corepack --force'), 'install')).toBe('npm ci');
  });
  it('installs a member of a workspace where the lockfile lies', async () => {
    const units = await unitsOf({
      'package.json': '{}',
      'pnpm-lock.yaml': '',
      'packages/a/package.json': '{}',
    });
    expect(units[1]!.commands.install?.value).toEqual({ run: 'pnpm install --frozen-lockfile', cwd: '.' });
  });
  it.each([
    ['poetry', { 'pyproject.toml': '[tool.poetry]\n' }, 'poetry install'],
    ['uv', { 'pyproject.toml': '[project]\n', 'uv.lock': '' }, 'uv sync --locked'],
    [
      'extras',
      { 'pyproject.toml': '[project]\n[project.optional-dependencies]\ntest = ["pytest"]\n' },
      'pip install -e ".[test]"',
    ],
    [
      'groups are no extras',
      {
        'pyproject.toml':
          '[project]\n[project.optional-dependencies]\nsocks = []\n[dependency-groups]\ntest = ["pytest"]\n',
      },
      'pip install -e . --group test',
    ],
    [
      'lists before groups',
      {
        'pyproject.toml': '[project]\n[dependency-groups]\ntest = ["pytest"]\n',
        'requirements-dev.txt': 'pytest\n',
      },
      'pip install -r requirements-dev.txt',
    ],
    [
      'nothing that brings pytest, which tox has to itself',
      { 'pyproject.toml': '[project]\n', 'tox.ini': '[testenv]\ndeps =\n    pytest\n' },
      'pip install -e . pytest pytest-cov',
    ],
    ['lists', { 'setup.py': '', 'requirements-dev.txt': 'pytest\n' }, 'pip install -r requirements-dev.txt'],
  ])('Python by %s', async (_, files, wanted) => {
    expect(run(await unitOf(files as Files), 'install')).toBe(wanted);
  });
});

const workflow = (job: string): Files => ({
  '.github/workflows/ci.yml': `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n${job}`,
});

describe('the CI', () => {
  it('tells the services and variables of the job that runs the tests, with their lines', async () => {
    const unit = await node(
      { scripts: { test: 'jest' } },
      workflow(`    services:
      db:
        image: postgis/postgis:18-3.6
    env:
      CI: true
      REDIS_URL: redis://localhost:6379
    steps:
      - run: npm test
`),
    );
    expect(unit.services).toMatchObject({ value: ['postgres', 'redis'] });
    expect(unit.services!.evidence[0]).toMatchObject({ ref: { path: '.github/workflows/ci.yml', line: 6 } });
    expect(unit.env?.value).toEqual(['REDIS_URL']);
  });
  it('runs the tests of members from the folder above', async () => {
    const units = await unitsOf({
      'package.json': '{ "workspaces": ["packages/*"] }',
      'packages/a/package.json':
        '{ "scripts": { "test": "vitest", "test:coverage": "vitest run --coverage" } }',
      'packages/b/package.json': '{ "scripts": { "build": "tsc" } }',
      ...workflow('    env: { KEY: x }\n    steps:\n      - run: pnpm -r test:coverage\n'),
    });
    expect(units.map(({ env }) => env?.value ?? null)).toEqual([null, ['KEY'], null]);
  });
  it('asks nothing of the services of other jobs', async () => {
    const unit = await node(
      { scripts: { test: 'jest' } },
      workflow(`    services: { db: { image: postgres } }
    steps:
      - run: npm run deploy
`),
    );
    expect(unit.services).toBeNull();
  });
  it('is evidence for a command, by line, also from a local composite action', async () => {
    const unit = await node(
      { scripts: { test: 'jest' } },
      {
        ...workflow('    steps:\n      - uses: ./.github/actions/check\n'),
        '.github/actions/check/action.yml':
          'runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: |\n        npm ci\n        npm test\n',
      },
    );
    expect(unit.commands.test!.confidence).toBeGreaterThan(0.95);
    expect(unit.commands.test!.evidence.at(-1)).toMatchObject({
      text: 'npm test',
      ref: { path: '.github/actions/check/action.yml', line: 7 },
    });
  });
  it('follows working-directory to the unit that it runs', async () => {
    const files = {
      'api/go.mod': 'module api\n',
      'web/go.mod': 'module web\n',
      ...workflow(
        '    defaults: { run: { working-directory: ./api } }\n    env: { KEY: x }\n    steps:\n      - run: go test ./...\n',
      ),
    };
    const [api, web] = await unitsOf(files);
    expect([api!.env?.value, web!.env]).toEqual([['KEY'], null]);
  });
  it.each([
    ['.gitlab-ci.yml', 'test:\n  script:\n    - npm ci\n    - npm test\n', 4],
    ['.travis.yml', 'script: npm test\n', 1],
    [
      '.circleci/config.yml',
      'jobs:\n  test:\n    steps:\n      - run:\n          command: |\n            npm ci\n            npm test\n',
      7,
    ],
  ])('is read for evidence elsewhere too: %s', async (path, text, line) => {
    const unit = await node({ scripts: { test: 'jest' } }, { [path]: text });
    expect(unit.commands.test!.evidence.at(-1)).toMatchObject({ ref: { path, line } });
  });
  it('is no reason to fail when it is no YAML', async () => {
    const unit = await node(
      { scripts: { test: 'jest' } },
      { '.github/workflows/ci.yml': 'jobs: [\n', '.travis.yml': '{' },
    );
    expect(run(unit, 'test')).toBe('npm test');
  });
});

describe('runtimes', () => {
  it('are pinned by Volta and by mise too, and named by Travis', async () => {
    const versions = async (content: object, more: Files = {}) => (await node(content, more)).runtimes?.value;
    expect(await versions({ engines: { node: '>=20' }, volta: { node: '26.5.0' } })).toEqual({
      node: '26.5.0',
    });
    const mise =
      '[tools]\nnode = { version = "24.1", postinstall = "x" }\npnpm = "11"\n[settings]\nx = "1"\n';
    expect(await versions({}, { 'mise.toml': mise })).toEqual({ node: '24.1' });
    expect(await versions({}, { '.travis.yml': "node_js:\n  - '12'\n  - lts/*\nscript: x\n" })).toEqual({
      node: '12, lts/*',
    });
  });
  it('of a release count only where nothing else runs the tests', async () => {
    const job = (version: number) =>
      `jobs:\n  test:\n    steps:\n      - uses: actions/setup-node@v7\n        with: { node-version: ${version} }\n      - run: npm test\n`;
    const files: Files = {
      '.github/workflows/release.yml': `on: { release: { types: [published] } }\nenv: { KEY: x }\n${job(18)}`,
    };
    const content = { scripts: { test: 'jest' } };
    expect(await node(content, files)).toMatchObject({
      runtimes: { value: { node: '18' } },
      env: { value: ['KEY'] },
    });
    files['.github/workflows/ci.yml'] = `on: push\n${job(24)}`;
    expect(await node(content, files)).toMatchObject({ runtimes: { value: { node: '24' } }, env: null });
  });
  it('count a pin more than a constraint, and that more than what the CI tries', async () => {
    const ci = workflow(`    strategy: { matrix: { node: [22, 24], include: [{ node: 26 }] } }
    steps:
      - uses: actions/setup-node@v7
        with: { node-version: "\${{ matrix.node }}" }
      - run: npm test
`);
    const content = { scripts: { test: 'jest' } };
    expect((await node(content, ci)).runtimes?.value).toEqual({ node: '22, 24, 26' });
    const pnpm = workflow(`    strategy: { matrix: { node: [24, 26] } }
    steps:
      - uses: pnpm/setup@v1
        with: { version: 11, runtime: "node@\${{ matrix.node }}" }
      - run: pnpm test
`);
    expect((await node(content, pnpm)).runtimes?.value).toEqual({ node: '24, 26' });
    expect((await node({ ...content, engines: { node: '>=22' } }, ci)).runtimes?.value).toEqual({
      node: '>=22',
    });
    expect(
      (await node({ ...content, engines: { node: '>=22' } }, { ...ci, '.tool-versions': 'nodejs 24.1.0\n' }))
        .runtimes,
    ).toMatchObject({
      value: { node: '24.1.0' },
      evidence: [{ ref: { path: '.tool-versions', line: 1 } }, {}, {}],
    });
  });
});

describe('reports', () => {
  const writes = async (script: string) => (await node({ scripts: { test: script } })).reporters[0]!.writes;
  it('are known to be written when an option says so', async () => {
    expect((await writes('jest')).results).toBeNull();
    expect(await writes('jest --json --outputFile=x.json --coverage')).toMatchObject({
      results: { ref: { path: 'package.json', line: 3 } },
      coverage: { ref: { path: 'package.json', line: 3 } },
    });
  });
  it('have options that are put behind a command only where the runner takes them', async () => {
    const command = async (test: string) => (await node({ scripts: { test } })).reporters[0]!.command;
    expect(await command('vitest run')).toMatch(/^npm test -- --reporter=default --reporter=junit/);
    expect(await command('vitest run && echo done')).toMatch(/^npx vitest run --report/);
    expect(await command('vitest run | tee log')).toBeNull();
  });
});
