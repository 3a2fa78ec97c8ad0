import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const workflow = (steps: string, job = ''): string =>
  `on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-latest\n${job}    steps:\n      - uses: actions/checkout@v4\n${steps}`;
const manifest = (scripts: Record<string, string>, devDependencies: Record<string, string>): string =>
  JSON.stringify({ scripts, devDependencies });

/** What the lines of a workflow would be for results: the command, and the variables of its step. */
async function reporting(files: Record<string, string>, ...lines: string[]) {
  const steps = lines.map((line) => `      - run: ${line}\n`).join('');
  const { workflows } = await stackOf({ ...files, '.github/workflows/ci.yml': workflow(steps) });
  return (workflows[0]!.reporting ?? []).map(({ command, env }) => (env ? [command, env] : command));
}

const VITEST = {
  'package.json': manifest({ test: 'vitest run' }, { vitest: '5' }),
  'package-lock.json': '{}',
};
const PYTEST = { 'pyproject.toml': '[project]\nname = "shop"\n[dependency-groups]\ndev = ["pytest"]\n' };
const JUNIT = '--reporter=default --reporter=junit --outputFile.junit=reports/junit.xml';

describe('a line of the CI that runs tests and writes no results', () => {
  it('gets the options of its runner', async () => {
    expect(await reporting(VITEST, 'npm ci && npm test')).toEqual([`npm ci && npm test -- ${JUNIT}`]);
    expect(await reporting(VITEST, 'npx vitest run src')).toEqual([`npx vitest run src ${JUNIT}`]);
    expect(await reporting(PYTEST, 'uv run pytest -q tests')).toEqual([
      'uv run pytest -q tests --junitxml=junit.xml',
    ]);
    expect(await reporting({ 'go.mod': 'module shop\n' }, 'go test -race -v ./...')).toEqual([
      'go test -json -coverprofile=coverage.out -race -v ./... > test-results.json',
    ]);
  });

  it('keeps its expressions and variables', async () => {
    expect(await reporting(VITEST, `LEVEL=1 npx vitest run --shard=\${{ matrix.part }}/4`)).toEqual([
      `LEVEL=1 npx vitest run --shard=\${{ matrix.part }}/4 ${JUNIT}`,
    ]);
  });

  it('keeps the variables of its shell', async () => {
    const [command] = await reporting(
      { 'Cargo.toml': '[package]\nname = "shop"\n' },
      'cargo test "$FEATURES"',
    );
    expect(command).toMatch(/^set -o pipefail; cargo test "\$FEATURES" --no-fail-fast \| awk /);
  });

  it('writes under another name than the one before it in its job', async () => {
    expect(await reporting(PYTEST, 'pytest tests', 'pytest --slow tests')).toEqual([
      'pytest tests --junitxml=junit.xml',
      'pytest --slow tests --junitxml=junit-2.xml',
    ]);
  });

  it('is not asked to measure what it measures by itself', async () => {
    const files = { 'pyproject.toml': PYTEST['pyproject.toml'].replace(']\n', ', "pytest-cov"]\n') };
    expect(await reporting(files, 'pytest tests', 'pytest --cov=shop tests')).toEqual([
      'pytest tests --junitxml=junit.xml --cov --cov-branch --cov-report=xml',
      'pytest --cov=shop tests --junitxml=junit-2.xml',
    ]);
    expect(await reporting(files, 'pytest --cov=shop tests')).toEqual([
      'pytest --cov=shop tests --junitxml=junit.xml --cov-report=xml',
    ]);
  });

  it('gets them through a workspace that hands them on', async () => {
    const member = manifest({ test: 'jest' }, { jest: '30' });
    const files = {
      'package.json': '{ "workspaces": ["packages/*"], "scripts": { "test": "turbo run test --" } }',
      'yarn.lock': '',
      'packages/a/package.json': member,
      'packages/b/package.json': member,
    };
    expect(await reporting(files, 'yarn test --bail')).toEqual([
      expect.stringMatching(/^yarn test --bail --ci --json --outputFile=test-results.json/),
    ]);
  });

  it('gets them by variables of its step where the command takes none', async () => {
    const files = { 'package.json': manifest({ test: 'node --test && tsc' }, {}), 'package-lock.json': '{}' };
    expect(await reporting(files, 'npm test')).toEqual([
      ['npm test', { NODE_OPTIONS: expect.stringContaining('--test-reporter=junit') }],
    ]);
    const gems = { Gemfile: 'gem "rspec"\ngem "rake"\n', 'spec/shop_spec.rb': '', Rakefile: 'task :spec\n' };
    expect(await reporting(gems, 'bundle exec rake spec')).toEqual([
      ['bundle exec rake spec', { SPEC_OPTS: '--format progress --format json --out test-results.json' }],
    ]);
    const target = { ...PYTEST, Makefile: 'test:\n\tpytest tests\n' };
    expect(await reporting(target, 'make test')).toEqual([
      ['make test', { PYTEST_ADDOPTS: '--junitxml=junit.xml' }],
    ]);
  });

  it('hands them on through tox where its commands have a place for them', async () => {
    const tox = '[tox]\nenvlist = py\n[testenv]\ncommands = pytest {posargs}\n';
    expect(await reporting({ ...PYTEST, 'tox.ini': tox }, 'tox run -e py')).toEqual([
      'tox run -e py -- --junitxml=junit.xml',
    ]);
    const without = tox.replace(' {posargs}', '');
    expect(await reporting({ ...PYTEST, 'tox.ini': without }, 'tox run -e py')).toEqual([]);
  });

  it('stays as it is where results are written already, by it or by the settings', async () => {
    expect(await reporting(VITEST, 'npx vitest run --reporter=junit --outputFile=a.xml')).toEqual([]);
    const configured = {
      ...VITEST,
      'vitest.config.ts': "export default { test: { reporters: ['default', 'junit'] } };",
    };
    expect(await reporting(configured, 'npm test')).toEqual([]);
    const variable = 'make test\n        env: { PYTEST_ADDOPTS: --junitxml=a.xml }';
    expect(await reporting({ ...PYTEST, Makefile: 'test:\n\tpytest\n' }, variable)).toEqual([]);
  });

  it('stays as it is where options would go astray', async () => {
    const other = manifest(
      { test: 'npm run lint && npm run unit', lint: 'x', unit: 'vitest' },
      { vitest: '5' },
    );
    expect(await reporting({ 'package.json': other, 'package-lock.json': '{}' }, 'npm test')).toEqual([]);
    expect(await reporting({ ...PYTEST, Makefile: 'test:\n\tpytest a\n\tpytest b\n' }, 'make test')).toEqual(
      [],
    );
    expect(await reporting(VITEST, 'npm install -g vitest && make test')).toEqual([]);
    expect(await reporting(VITEST, 'sed -i s/a/b/ vitest.config.ts', 'npx vitest --version')).toEqual([]);
  });

  it('stays as it is where a Node of its matrix would end for the options', async () => {
    const files = { 'package.json': manifest({ test: 'node --test' }, {}), 'package-lock.json': '{}' };
    const on = (versions: string) =>
      stackOf({
        ...files,
        '.github/workflows/ci.yml': workflow(
          `      - uses: actions/setup-node@v4\n        with: { node-version: "\${{ matrix.node }}" }\n      - run: npm test\n`,
          `    strategy: { matrix: { os: [ubuntu-22.04], node: ${versions} } }\n`,
        ),
      }).then(({ workflows }) => workflows[0]!.reporting?.length ?? 0);
    expect(await on('[16, 18]')).toBe(0);
    expect(await on('["14.x", 20]')).toBe(0);
    expect(await on('["v18.20.1", lts/*, 22.x]')).toBe(1);
  });

  it('stays as it is where cargo is told to name no tests', async () => {
    const cargo = { 'Cargo.toml': '[package]\nname = "shop"\n' };
    expect(await reporting(cargo, 'cargo test --quiet', 'cargo test -q -- a')).toEqual([]);
  });

  it('measures with PHPUnit only where a driver is set up', async () => {
    const files = {
      'composer.json': '{ "require-dev": { "phpunit/phpunit": "^12" } }',
      'phpunit.xml': '<phpunit><source><include/></source></phpunit>',
    };
    const php = (coverage: string) =>
      stackOf({
        ...files,
        '.github/workflows/ci.yml': workflow(
          `      - uses: shivammathur/setup-php@v2\n        with: { coverage: ${coverage} }\n      - run: vendor/bin/phpunit\n`,
        ),
      }).then(({ workflows }) => workflows[0]!.reporting?.[0]?.command);
    expect(await php('none')).toBe('vendor/bin/phpunit --log-junit junit.xml');
    expect(await php('pcov')).toContain('--coverage-cobertura');
  });
});
