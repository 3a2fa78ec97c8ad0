import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CI, holds, init, NODE, PINNED, scratch, WORKFLOW, written, YES } from './init-in-scratch.ts';

describe('qitops init in a repository whose jobs are set up elsewhere', () => {
  const composite = {
    '.github/actions/set-up/action.yml': `runs:\n  using: composite\n  steps:\n    - uses: ${PINNED}\n      with:\n        persist-credentials: false\n`,
  };
  const jobs = (...lines: string[]) =>
    [
      'name: ci',
      'on: { push: , pull_request: , merge_group: }',
      'permissions: { contents: read }',
      'jobs:',
      ...lines,
      '',
    ].join('\n');

  it('looks once the action that brings the code has run', async () => {
    const text = jobs(
      '  test:',
      '    runs-on: ubuntu-latest',
      '    steps:',
      '      - run: echo ready',
      '      - uses: $/.github/actions/set-up',
      '      - run: npm test',
    );
    const folder = scratch({ ...NODE, ...composite, [CI]: text });
    await init(folder, YES);
    const uses = parse(written(folder, CI)).jobs.test.steps.map(
      (step: { uses?: string; run?: string }) => step.uses ?? step.run,
    );
    expect(uses.slice(0, 4)).toEqual([
      'echo ready',
      '$/.github/actions/set-up',
      'qitops/analyze-pr@v1',
      expect.stringMatching(/^npm test -- --reporter=default/),
    ]);
  });

  it('lets a job be left out on purpose, and not because of what it needs', async () => {
    const job = (id: string, more: string[]) => [
      `  ${id}:`,
      ...more,
      '    runs-on: ubuntu-latest',
      '    steps:',
      `      - uses: ${PINNED}`,
      '        with: { persist-credentials: false }',
      '      - run: npm test',
    ];
    const text = jobs(
      '  changes:',
      '    runs-on: ubuntu-latest',
      '    outputs: { web: "true" }',
      '    steps: [{ run: "true" }]',
      ...job('web', ['    needs: changes', "    if: needs.changes.outputs.web == 'true'"]),
      ...job('api', ['    if: always()']),
    );
    const folder = scratch({ ...NODE, [CI]: text });
    await init(folder, YES);
    expect(parse(written(folder, CI)).jobs.qitops.needs).toEqual(['changes', 'web', 'api']);
    expect(parse(written(folder, 'qitops.yml')).gates.skippable).toEqual(['web']);
    const own = scratch({ ...NODE, [CI]: text, 'qitops.yml': 'version: 1\n' });
    expect((await init(own, YES)).document.notes.join('\n')).toContain('skippable: [web]');
  });

  it('joins the workflow that tests most, and names the others', async () => {
    const two = { ...NODE, 'api/go.mod': 'module api\n' };
    const test = (name: string, run: string, folder = '.') =>
      jobs(
        '  test:',
        '    runs-on: ubuntu-latest',
        '    steps:',
        `      - uses: ${PINNED}`,
        '        with: { persist-credentials: false }',
        `      - run: ${run}`,
        `        working-directory: ${folder}`,
      ).replace('name: ci', `name: ${name}`);
    const folder = scratch({
      ...two,
      [CI]: test('ci', 'npm test'),
      '.github/workflows/api.yml': test('api', 'go test ./...', 'api'),
    });
    const { document } = await init(folder, YES);
    expect(document.files.map(({ path }) => path)).toContain(CI);
    expect(document.notes.join('\n')).toContain('.github/workflows/api.yml runs tests too (test)');
  });
});

describe('a workflow of its own', () => {
  it.each([
    ['submodules', { ...NODE, '.gitmodules': '' }, /submodules: recursive/],
    [
      'the pnpm that reads the lockfile',
      { 'package.json': NODE['package.json'], 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" },
      /version: 8/,
    ],
    [
      'a yarn that Node does not bring',
      { 'package.json': NODE['package.json'], 'yarn.lock': '__metadata:\n' },
      /corepack enable/,
    ],
    [
      'browsers',
      {
        ...NODE,
        'package.json':
          '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5", "@vitest/browser-playwright": "5" } }',
      },
      /npx playwright install --with-deps/,
    ],
    [
      'a JDK that can build for an old release',
      {
        'pom.xml':
          '<project><properties><maven.compiler.source>1.8</maven.compiler.source></properties></project>',
      },
      /java-version: "17"/,
    ],
    [
      'a PHP by its minor version',
      { 'composer.json': '{ "require": { "php": "^8.2.0" }, "require-dev": { "phpunit/phpunit": "^12" } }' },
      /php-version: "8.2"/,
    ],
  ])('brings %s', async (_, files, wanted) => {
    const folder = scratch(files as Record<string, string>);
    await init(folder, YES);
    const text = written(folder, WORKFLOW);
    expect(text).toMatch(wanted);
    await holds(WORKFLOW, text);
  });
  it('says what the tests may need that it does not bring', async () => {
    const folder = scratch({
      ...NODE,
      '.env.example': 'DATABASE_URL=\n',
      'compose.yaml': 'services: { db: { image: "postgres:18" } }\n',
    });
    const notes = (await init(folder, YES)).document.notes.join('\n');
    expect(notes).toContain('the tests seem to need postgres');
    expect(notes).toContain('`.env` is made of .env.example');
  });
  it('builds no application whose build asks for what it is run with', async () => {
    const manifest = (dependencies: object) =>
      JSON.stringify({ scripts: { build: 'x', test: 'vitest run' }, dependencies });
    const built = async (dependencies: object) => {
      const folder = scratch({ 'package.json': manifest(dependencies) });
      await init(folder, YES);
      return written(folder, WORKFLOW).includes('npm run build');
    };
    expect(await built({})).toBe(true);
    expect(await built({ next: '17' })).toBe(false);
  });
});
