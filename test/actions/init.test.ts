import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as commands from '@qitops/commands';
import { ACCEPT_WORKFLOW } from '@qitops/model/workflow/accept-workflow';
import { ROOT } from '@qitops/tooling';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { qitops } from '../commands/qitops.ts';
import { describeWithRunner } from '../runner/platform.ts';
import { lintProblems } from './actionlint.ts';
import { githubProblems } from './github-parser.ts';
import {
  CI,
  COMMENT,
  holds,
  init,
  NODE,
  PINNED,
  repository,
  scratch,
  WORKFLOW,
  written,
  YES,
} from './init-in-scratch.ts';
import { MAIN as PARTS } from './matrix-shop.ts';
import { errorsOf } from './reading.ts';
import { Scenario } from './scenario.ts';
import { shippedWorkflow } from './suggest-shop.ts';
import { WORKFLOW_RULES } from './workflow-rules.ts';

const SHAPES: [string, Record<string, string>][] = [
  ['npm and Vitest', NODE],
  [
    'pnpm and Jest',
    { 'package.json': '{ "scripts": { "test": "jest" } }', 'pnpm-lock.yaml': '', '.nvmrc': '24\n' },
  ],
  ['bun', { 'package.json': '{ "scripts": { "test": "vitest" } }', 'bun.lock': '' }],
  [
    'pip and pytest',
    { 'pyproject.toml': '[project]\nname = "shop"\nrequires-python = ">=3.11"\n[tool.pytest.ini_options]\n' },
  ],
  [
    'uv',
    { 'pyproject.toml': '[project]\nname = "shop"\n[dependency-groups]\ndev = ["pytest"]\n', 'uv.lock': '' },
  ],
  [
    'poetry',
    {
      'pyproject.toml':
        '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\npython = "^3.10"\npytest = "*"\n',
      'poetry.lock': '',
    },
  ],
  ['Go', { 'go.mod': 'module shop\n\ngo 1.25\n' }],
  ['Maven', { 'pom.xml': '<project><artifactId>shop</artifactId></project>' }],
  ['Gradle', { 'build.gradle.kts': 'plugins { java }\n', gradlew: '' }],
  ['Cargo', { 'Cargo.toml': '[package]\nname = "shop"\n' }],
  [
    '.NET',
    {
      'Shop.sln': '',
      'src/Shop.csproj': '<Project><TargetFramework>net10.0</TargetFramework></Project>',
      'global.json': '{ "sdk": { "version": "10.0.100" } }',
    },
  ],
  [
    'Composer',
    { 'composer.json': '{ "require": { "php": "^8.2" }, "require-dev": { "phpunit/phpunit": "^12" } }' },
  ],
  ['Bundler', { Gemfile: 'gem "rspec"\n', 'spec/shop_spec.rb': '' }],
  [
    'two units',
    { 'api/go.mod': 'module api\n', 'web/package.json': NODE['package.json'], 'web/package-lock.json': '{}' },
  ],
];

describe('qitops init in a repository without workflows', () => {
  it.each(SHAPES)('writes workflows that GitHub would run: %s', async (_, files) => {
    const folder = scratch(files);
    const { document } = await init(folder, YES);
    expect(document.files.map(({ path, change }) => [path, change])).toEqual([
      ['qitops.yml', 'create'],
      [WORKFLOW, 'create'],
      [COMMENT, 'create'],
    ]);
    expect(document.onDefaultBranch).toEqual([COMMENT]);
    for (const path of [WORKFLOW, COMMENT]) await holds(path, written(folder, path));
    const again = await init(folder, YES);
    expect(again.document.files.every(({ change }) => change === 'unchanged')).toBe(true);
  });

  it('writes what doctor then finds whole', async () => {
    const folder = scratch(NODE);
    await init(folder, YES);
    repository.git('add', '-A');
    repository.git('commit', '-q', '-m', 'set up');
    const log = { info() {}, warn() {} };
    const { features } = await commands.doctor({ cwd: folder, env: {}, log }, { store: null });
    for (const id of [
      'configuration',
      'results',
      'coverage',
      'analysis',
      'depth',
      'comment',
      'gate',
      'merge-queue',
      'forks',
      'history',
    ])
      expect(features.find((one) => one.id === id)?.works, id).toBe(true);
  });

  it('shows everything and writes nothing in a dry run, nor without a yes', async () => {
    const folder = scratch(NODE);
    const { shown, document } = await init(folder, { dryRun: true });
    expect(shown).toContain('+version: 1');
    expect(document.written).toBe(false);
    const silent = await qitops(folder, ['init']);
    expect(silent).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') as string });
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('overwrites what it wrote only with --yes, and never what somebody else wrote', async () => {
    const folder = scratch({
      ...NODE,
      [COMMENT]: 'on: push\njobs: { a: { runs-on: x, steps: [{ run: ls }] } }\n',
    });
    await expect(init(folder, YES)).rejects.toThrow(COMMENT);
    expect(repository.git('status', '--porcelain')).toBe('');
    repository.commit('own', { [COMMENT]: '# Written by `qitops init`.\nname: old\n' });
    await expect(init(folder)).rejects.toThrow('--yes');
    expect(written(folder, COMMENT)).toContain('name: old');
    expect((await init(folder, YES)).document).toMatchObject({ written: true });
    expect(written(folder, COMMENT)).not.toContain('name: old');
  });

  it('leaves a configuration as people set it', async () => {
    const folder = scratch({ ...NODE, 'qitops.yml': 'gates: { patchCoverage: 90 }\n' });
    const { document } = await init(folder, YES);
    expect(document.files.map(({ path }) => path)).not.toContain('qitops.yml');
    expect(written(folder, 'qitops.yml')).toBe('gates: { patchCoverage: 90 }\n');
  });

  it('asks a person about what it is unsure of, and writes only after a yes', async () => {
    const folder = scratch({ 'package.json': NODE['package.json'] });
    const asked: string[] = [];
    const person = (sure: boolean): commands.Person => ({
      ask: async (question, otherwise) => {
        asked.push(question);
        return otherwise === 'npm install' ? 'npm install --no-audit' : otherwise;
      },
      confirm: async () => sure,
    });
    expect((await init(folder, { person: person(false) })).document.written).toBe(false);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect((await init(folder, { person: person(true) })).document.written).toBe(true);
    expect(asked).toEqual(Array(2).fill('Which command does install in .?'));
    expect(written(folder, WORKFLOW)).toContain('- run: npm install --no-audit\n');
  });

  it('says that there is nothing to test, where there is nothing', async () => {
    await expect(init(scratch({ 'README.md': 'x' }), YES)).rejects.toThrow(
      'no command that runs tests was found',
    );
  });
});

const existing = (strategy: string, rest = '') => `# our own
name: ci
on:
  push:
  pull_request:
permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest # fast
${strategy}    steps:
      # the code
      - uses: ${PINNED}
        with:
          persist-credentials: false

      # the tests
      - run: npm ci
      - run: npm test
${rest}`;

describe('qitops init in a repository with a CI', () => {
  async function edited(text: string) {
    const folder = scratch({ ...NODE, [CI]: text });
    const { document } = await init(folder, YES);
    expect((await init(folder, YES)).document.files.every(({ change }) => change === 'unchanged')).toBe(true);
    const after = written(folder, CI);
    await holds(CI, after);
    await holds(COMMENT, written(folder, COMMENT));
    expect(written(folder, COMMENT)).toContain('workflows: ["ci"]');
    // lines are added, and none is changed but that which runs the tests
    const { diff } = document.files.find(({ path }) => path === CI)!;
    const gone = diff.split('\n').filter((line) => /^-(?!--)/.test(line));
    expect(gone.filter((line) => line !== '-      - run: npm test')).toEqual([]);
    return { after, document: document };
  }

  it('adds one step and the right to comment to one job', async () => {
    const { after } = await edited(existing(''));
    expect(after).toMatch(/persist-credentials: false\n {6}- uses: qitops\/analyze-pr@v1/);
    expect(after).toMatch(/ {4}permissions:\n {6}contents: read\n {6}pull-requests: write/);
    expect(after).not.toContain('  qitops:');
  });

  it('adds the step and a last job that joins the cells to a matrix', async () => {
    const { after } = await edited(existing('    strategy: { matrix: { node: [22, 24, 26] } }\n'));
    expect(after).toContain('shards: 3');
    expect(after).toMatch(/qitops:\n {4}needs: \[test\]\n {4}if: always\(\)/);
    // the cells run code of the pull request and need no rights of their own
    expect(after.slice(0, after.indexOf('  qitops:'))).not.toContain('pull-requests: write');
  });

  it('stands beside the other jobs where these begin with empty lines and comments', async () => {
    const text = existing('    strategy: { matrix: { node: [22, 24] } }\n');
    const { after } = await edited(
      text.replace('  test:\n', '  # all of them\n  test: # here\n\n    # on Linux\n'),
    );
    expect(Object.keys(parse(after).jobs)).toEqual(['test', 'qitops', 'qitops-history']);
  });

  it('joins several test jobs, and leaves other jobs alone', async () => {
    const lint = `  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm run lint\n`;
    const more = `  old:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${PINNED}\n        with: { persist-credentials: false }\n      - run: npm test\n`;
    const { after } = await edited(existing('', lint + more));
    expect(after.match(/shards: part/g)).toHaveLength(2);
    expect(after).toContain('needs: [test, old]');
    expect(after).toContain('shards: 2');
  });

  it('does not count the cells of a matrix that is made while it runs', async () => {
    const { after, document } = await edited(
      existing(`    strategy: { matrix: { node: "\${{ fromJSON(vars.NODES) }}" } }\n`),
    );
    expect(after).not.toContain('shards:');
    expect(document.notes.join('\n')).toContain('made while it runs');
  });
});

describe('qitops init in a repository that has tests suggested', () => {
  it('writes the workflow that acts on commands, as the README shows it', async () => {
    scratch({ ...NODE, '.github/workflows/suggest.yml': shippedWorkflow('four jobs') });
    await init(repository.root, YES);
    const text = written(repository.root, ACCEPT_WORKFLOW);
    await holds(ACCEPT_WORKFLOW, text);
    expect(parse(text)).toEqual(parse(shippedWorkflow('accepting')));
    const again = await init(repository.root, YES);
    expect(again.document.files.filter(({ change }) => change !== 'unchanged')).toEqual([]);
  });
});

describeWithRunner('a workflow that init wrote', () => {
  it('runs on the example and comments', async () => {
    // the tests of the stock fail by chance, on purpose
    const { 'test/stock.test.ts': _, ...project } = filesOf(join(ROOT, 'fixtures/example/project'));
    const folder = scratch(project);
    await init(folder, YES);
    const workflow = written(folder, WORKFLOW);
    const scenario = await Scenario.open({
      main: [project],
      topic: {
        'src/price.ts': `${project['src/price.ts']}\nexport function gift(price: number): number {\n  return price > 10 ? 0 : price;\n}\n`,
      },
    });
    try {
      // no network here: the packages of this checkout stand for those that the install would bring
      expect(workflow).toContain('- run: npm install\n');
      const offline = workflow.replace(
        '- run: npm install\n',
        `- run: ln -s ${join(ROOT, 'node_modules')} node_modules\n`,
      );
      const { jobs } = await scenario.runAll(offline);
      expect(errorsOf(jobs.test!)).toEqual([]);
      expect(jobs.test!.conclusion).toBe('success');
      expect(jobs.history!.conclusion).toBe('skipped');
      expect(scenario.comments).toHaveLength(1);
      expect(scenario.comments[0]).toContain('src/price.ts');
    } finally {
      await scenario.close();
    }
  });

  it('keeps the history of one job by the reports that it hands on', async () => {
    const text = existing('')
      .replace('- run: npm ci', '- run: echo installed')
      .replace(
        '- run: npm test',
        '- run: node --test --test-reporter=junit --test-reporter-destination=junit.xml',
      );
    const folder = scratch({
      ...PARTS,
      'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }',
      [CI]: text,
    } as Record<string, string>);
    await init(folder, YES);
    const workflow = written(folder, CI);
    expect(workflow).toContain('actions/download-artifact@');
    const scenario = await Scenario.open({
      main: [{ ...PARTS, [CI]: workflow }],
      topic: { 'README.md': 'x' },
    });
    try {
      const { jobs } = await scenario.runAll(workflow, {
        event: scenario.push(),
        permissions: { contents: 'write' },
      });
      expect(errorsOf(jobs['qitops-history']!)).toEqual([]);
      const detection = jobs['qitops-history']!.steps.find(({ name }) => name.includes('flaky-detect'));
      expect(detection?.outputs).toMatchObject({ recorded: 'true', runs: '1' });
    } finally {
      await scenario.close();
    }
  });

  it('keeps the history of a matrix that it was added to', async () => {
    const text = existing('    strategy: { fail-fast: false, matrix: { part: [1, 2] } }\n')
      .replace('- run: npm ci', `- run: echo "$PART"\n        env: { PART: "\${{ matrix.part }}" }`)
      .replace(
        '- run: npm test',
        `- run: node --test --test-shard="$PART/2" --test-reporter=junit --test-reporter-destination=junit.xml\n        env: { PART: "\${{ matrix.part }}" }`,
      );
    const folder = scratch({
      ...PARTS,
      'package.json': '{ "name": "shop", "type": "module", "scripts": { "test": "node --test" } }',
      [CI]: text,
    } as Record<string, string>);
    await init(folder, YES);
    const workflow = written(folder, CI);
    const scenario = await Scenario.open({
      main: [{ ...PARTS, [CI]: workflow }],
      topic: { 'README.md': 'x' },
    });
    try {
      const { jobs } = await scenario.runAll(workflow, {
        event: scenario.push(),
        permissions: { contents: 'write' },
      });
      expect(errorsOf(jobs.qitops!)).toEqual([]);
      const detection = jobs['qitops-history']!.steps.find(({ name }) => name.includes('flaky-detect'));
      expect(detection?.outputs).toMatchObject({ recorded: 'true', runs: '2' });
    } finally {
      await scenario.close();
    }
  });
});

function filesOf(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const files = paths.filter((path) => !path.startsWith('.github') && statSync(join(root, path)).isFile());
  return Object.fromEntries(
    files.map((path) => [path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')]),
  );
}

describe('init --org', () => {
  const document = commands.initOrg('acme');

  it.each(WORKFLOW_RULES)('writes a workflow that %s', (_, rule) => {
    rule(document.workflow.content);
  });
  it('writes a workflow and a calling job that GitHub takes', async () => {
    expect(await githubProblems('gate.yml', document.workflow.content)).toEqual([]);
    expect(await lintProblems('gate.yml', document.workflow.content)).toEqual([]);
    const job = document.callingJob.split('\n').map((line) => (line === '' ? '' : `  ${line}`));
    const caller = [
      'name: ci',
      'on: [pull_request]',
      'permissions: {}',
      'jobs:',
      '  test: { runs-on: ubuntu-latest, steps: [{ run: "true" }] }',
      ...job,
    ].join('\n');
    // what another repository holds is not there to be read
    const problems = await githubProblems('ci.yml', caller);
    expect(problems.filter((problem) => !/failed to fetch|not found|reusable/i.test(problem))).toEqual([]);
    expect(parse(caller).jobs.qitops).toMatchObject({
      if: 'always()',
      with: { needs: `\${{ toJSON(needs) }}` },
    });
  });
  it('requires the check that the two names make, reported by GitHub Actions alone', () => {
    const [caller] = Object.keys(parse(document.callingJob));
    const [called] = Object.keys(parse(document.workflow.content).jobs);
    expect(document.check).toBe(`${caller} / ${called}`);
    expect(JSON.stringify(document.ruleset)).toContain('"integration_id":15368');
  });
  it('takes no name that is none', () => {
    expect(() => commands.initOrg('acme/shop')).toThrow('is no name of an organization');
  });
});
