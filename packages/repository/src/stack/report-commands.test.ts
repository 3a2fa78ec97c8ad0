import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectStack } from './detect.ts';

async function reporting(files: Record<string, string>): Promise<string | null | undefined> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-report-command-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { units } = await detectStack(root);
  return units.find(({ path }) => path === '.')?.reporters[0]?.command;
}
const node = (test: string, dev: object, scripts = {}) =>
  reporting({ 'package.json': JSON.stringify({ scripts: { test, ...scripts }, devDependencies: dev }) });

describe('the test command that writes a report', () => {
  it('is not taken for written by what only a target of a Makefile asks for', async () => {
    const root = mkdtempSync(join(tmpdir(), 'qitops-target-'));
    writeFileSync(join(root, 'go.mod'), 'module shop\n');
    writeFileSync(join(root, 'Makefile'), 'ci:\n\tgotestsum ./...\n');
    expect((await detectStack(root)).units[0]!.reporters[0]!.writes.results).toBeNull();
  });
  it('is not taken for written by the reporters of coverage', async () => {
    const root = mkdtempSync(join(tmpdir(), 'qitops-coverage-reporter-'));
    writeFileSync(
      join(root, 'package.json'),
      '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5" } }',
    );
    const writes = async (config: string) => {
      writeFileSync(join(root, 'vitest.config.ts'), config);
      return (await detectStack(root)).units[0]!.reporters[0]!.writes.results !== null;
    };
    expect(await writes("export default { test: { coverage: { reporter: ['text', 'json'] } } };")).toBe(
      false,
    );
    expect(await writes("export default { test: { reporters: ['default', 'junit'] } };")).toBe(true);
  });
  it('is not taken for written by what another script would write, or by a package alone', async () => {
    const dev = { jest: '30', 'jest-junit': '16' };
    expect(await node('jest', dev, { 'test:ci': 'jest --json --outputFile=x.json' })).toContain(
      '--ci --json',
    );
    const root = mkdtempSync(join(tmpdir(), 'qitops-settings-'));
    const writes = async (content: object) => {
      writeFileSync(join(root, 'package.json'), JSON.stringify(content, null, 2));
      return (await detectStack(root)).units[0]!.reporters[0]!.writes.results;
    };
    const scripts = { test: 'jest', 'test:ci': 'jest --json' };
    expect(await writes({ scripts, devDependencies: dev })).toBeNull();
    expect(await writes({ scripts, jest: { reporters: ['jest-junit'] } })).toMatchObject({
      ref: { path: 'package.json', line: 8 },
    });
  });
  it('asks for coverage only where something can measure it', async () => {
    expect(await node('vitest run', { vitest: '5' })).not.toContain('--coverage');
    expect(await node('vitest run', { vitest: '5', '@vitest/coverage-v8': '5' })).toContain(
      '--coverage.enabled',
    );
    const python = { 'pyproject.toml': '[project]\nname = "shop"\n[project.optional-dependencies]\n' };
    const tests = (packages: string) =>
      reporting({ 'pyproject.toml': `${python['pyproject.toml']}test = [${packages}]\n` });
    expect(await tests('"pytest"')).toBe('pytest --junitxml=junit.xml');
    expect(await tests('"pytest", "pytest-cov"')).toContain('--cov-report=xml');
  });
  it('measures by the engine where tests run in a runtime that forbids generated code', async () => {
    expect(await node('jest', { jest: '30' })).not.toContain('--coverageProvider');
    expect(await node('jest', { jest: '30', '@edge-runtime/jest-environment': '4' })).toContain(
      '--coverage --coverageProvider=v8 ',
    );
  });
  it('fails nobody by a threshold that the tests do not ask for', async () => {
    const config = {
      'jest.config.js': 'module.exports = { coverageThreshold: { global: { lines: 90 } } };\n',
    };
    const manifest = (test: string) => ({
      'package.json': JSON.stringify({ scripts: { test }, devDependencies: { jest: '30' } }),
    });
    expect(await reporting({ ...manifest('jest'), ...config })).not.toContain('--coverage');
    expect(await reporting({ ...manifest('jest --coverage'), ...config })).toContain('--coverage');
  });
  it('is that of the script that runs nothing but the tests, behind a linter', async () => {
    const scripts = { lint: 'eslint .', unit: 'mocha' };
    expect(await node('npm run lint && npm run unit && weigh', { mocha: '12' }, scripts)).toMatch(
      /^npm run unit -- /,
    );
  });
  it('goes past checks of other things, which would leave the tests of a change unrun', async () => {
    const scripts = { build: 'node build.js', lint: 'standard' };
    const whole = 'npm run build && npm run lint && tsc --noEmit && vitest run';
    expect(await node(whole, { vitest: '5' }, scripts)).toMatch(
      /^npm run build && npx vitest run --reporter/,
    );
    // what takes a shell stays as it is
    expect(await node('eslint . && X=$(y) vitest run', { vitest: '5' })).toBeNull();
    expect(await node('eslint . && TZ=UTC vitest run', { vitest: '5' })).toMatch(/^npm test -- --reporter/);
  });
  it('goes past a script that keeps the options for itself', async () => {
    const scripts = { lint: 'eslint .', unit: 'nyc mocha' };
    expect(await node('npm run lint && npm run unit', { mocha: '12' }, scripts)).toMatch(
      /^npm run unit -- --rep/,
    );
    expect(await node('run-s lint unit', { mocha: '12' }, scripts)).toMatch(/^npm run unit -- --rep/);
    const named = { 'test:lint': 'eslint .', 'test:spec': 'vitest run', 'test:types': 'tsc --noEmit' };
    const manifest = { scripts: { test: 'pnpm run "/^test:/"', ...named }, devDependencies: { vitest: '5' } };
    expect(await reporting({ 'package.json': JSON.stringify(manifest), 'pnpm-lock.yaml': '' })).toMatch(
      /^pnpm run test:spec --reporter/,
    );
  });
  it('is one for each call of the runner, with reports of its own', async () => {
    const scripts = { build: 'tsc', unit: 'jest src', lint: 'eslint jest.config.js', slow: 'jest slow' };
    expect(
      await node('npm run unit && npm run lint && npm run build && npm run slow', { jest: '30' }, scripts),
    ).toBe(
      'npm run unit -- --ci --json --outputFile=test-results.json --coverage --coverageReporters=lcov --coverageReporters=text && npm run build && npm run slow -- --ci --json --outputFile=test-results-2.json --coverage --coverageReporters=lcov --coverageReporters=text --coverageDirectory=coverage/2',
    );
    expect(await node('vitest run a && vitest run b && tsd', { vitest: '5' })).toBe(
      'npx vitest run a --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml && npx vitest run b --reporter=default --reporter=junit --outputFile.junit=reports/junit-2.xml',
    );
    // what cannot be called by itself would be left out
    expect(await node('vitest run a && X=$(y) vitest run b', { vitest: '5' })).toBeNull();
  });
  it('reaches Vitest through the command of Angular, and gives Karma a browser without a window', async () => {
    const vitest = { vitest: '4', '@angular/build': '^21.0.0' };
    expect(await node('ng test', vitest)).toBe(
      'npm test -- --watch=false --reporters=junit --reporters=default --output-file=reports/junit.xml',
    );
    expect(await node('ng test', { ...vitest, '@angular/build': '^20.0.0' })).toBeNull();
    const test = async (more: Record<string, string>) => {
      const root = mkdtempSync(join(tmpdir(), 'qitops-karma-'));
      const manifest = { scripts: { test: 'ng test' }, devDependencies: { karma: '6' } };
      for (const [path, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...more }))
        writeFileSync(join(root, path), text);
      return (await detectStack(root)).units[0]!.commands.test!.value.run;
    };
    expect(await test({})).toBe('npm test -- --watch=false --browsers=ChromeHeadless');
    expect(await test({ 'karma.conf.js': "browsers: ['ChromeHeadlessCI']" })).toBe(
      'npm test -- --watch=false',
    );
  });
  it('reaches borp by its own options', async () => {
    const scripts = { lint: 'eslint', unit: 'borp', types: 'tstyche' };
    expect(await node('npm run lint && npm run unit && npm run types', { borp: '1' }, scripts)).toBe(
      'npm run unit -- --reporter=spec --reporter=junit:junit.xml',
    );
  });
  it('goes past the dashes that pnpm hands on as well, and past scripts that call each other', async () => {
    const scripts = { test: 'pnpm run compile && pnpm run fast --', compile: 'tsc', fast: 'mocha' };
    const pnpm = { 'package.json': JSON.stringify({ scripts }), 'pnpm-lock.yaml': '' };
    expect(await reporting(pnpm)).toMatch(/^pnpm run compile && pnpm run fast --reporter /);
    const bun = (imports: string) => ({
      'package.json': JSON.stringify({
        scripts: { test: 'bun run all && tsc', all: 'bun test && bun run imports', imports },
      }),
      'bun.lock': '',
    });
    expect(await reporting(bun('bun run test/import.ts'))).toMatch(/^bun test --reporter=junit /);
    expect(await reporting(bun('bun run all'))).toBeNull();
  });
  it('keeps what comes before where the tests may stand on it', async () => {
    const scripts = { prepare: 'generate', unit: 'mocha', lint: 'eslint .', weigh: 'size' };
    const whole = 'npm run lint && npm run prepare && npm run unit && weigh';
    expect(await node(whole, { mocha: '12' }, scripts)).toMatch(
      /^npm run prepare && npm run unit -- --reporter/,
    );
    expect(await node('tsup src && vitest run && tsd', { vitest: '5' })).toMatch(
      /^npx tsup src && npx vitest run --reporter/,
    );
    expect(await node('run-s lint prepare unit weigh', { mocha: '12' }, scripts)).toMatch(
      /^npm run prepare && npm run unit -- /,
    );
  });
  it('is none where what prepares it takes a shell', async () => {
    expect(await node('cd build && vitest run && tsd', { vitest: '5' })).toBeNull();
  });
  it('writes what the version of the runner can write', async () => {
    expect(await node('mocha', { mocha: '^12.0.0' })).toContain('--reporter json');
    expect(await node('mocha', { mocha: '^5.2.0' })).toContain('--reporter xunit');
  });
  it('reaches node:test behind a script by the variable that Node reads', async () => {
    expect(await node('eslint . && node --test', {})).toMatch(
      /^NODE_OPTIONS="--test-reporter=spec .*" npm test$/,
    );
    // a second run would write over the report of the first
    expect(await node('node --test a && node --test b', {})).toBeNull();
  });
  it('keeps what goes to the terminal where that is the report', async () => {
    const scripts = { unit: 'tape test/*.js', types: 'tstyche' };
    expect(await node('nyc npm run unit && npm run types', { tape: '5' }, scripts)).toBe(
      'npm run unit > test-results.tap',
    );
    expect(await node('tape test/*.js', { tape: '5' })).toBe('npm test > test-results.tap');
    expect(await reporting({ 'go.mod': 'module shop\n' })).toContain('> test-results.json');
  });
  it('keeps the TAP of AVA and of tap, behind what their script does before', async () => {
    const scripts = { lint: 'xo', unit: 'c8 ava', types: 'tsd' };
    expect(await node('npm run lint && npm run unit && npm run types', { ava: '8' }, scripts)).toBe(
      'npm run unit -- --tap > test-results.tap',
    );
    expect(await node('node build.js && tap run test/*.js', { tap: '21' })).toBe(
      'npm test -- --reporter=tap > test-results.tap',
    );
  });
  it('is the one of bun where its own runner is called, also by the CI alone', async () => {
    const bun = { 'bun.lock': '', 'package.json': '{ "scripts": { "test": "bun test" } }' };
    expect(await reporting(bun)).toMatch(/^bun run test --reporter=junit .*--coverage-reporter=lcov/);
    const alone = { ...bun, 'package.json': '{}', '.travis.yml': 'script: bun test\n' };
    expect(await reporting(alone)).toMatch(/^bun test --reporter=junit /);
    // a minimum that the tests do not ask for would fail them
    expect(await reporting({ ...bun, 'bunfig.toml': '[test]\ncoverageThreshold = 0.9\n' })).toBe(
      'bun run test --reporter=junit --reporter-outfile=junit.xml',
    );
  });
  it('asks PHPUnit for coverage where its settings say of what', async () => {
    const php = (settings: string) =>
      reporting({
        'composer.json': '{ "require-dev": { "phpunit/phpunit": "^11" } }',
        'phpunit.xml.dist': `<phpunit>${settings}</phpunit>`,
      });
    expect(await php('<source><include/></source>')).toBe(
      'vendor/bin/phpunit --log-junit junit.xml --coverage-cobertura cobertura.xml',
    );
    expect(await php('')).toBe('vendor/bin/phpunit --log-junit junit.xml');
  });
  it('keeps what cargo prints of each test, and what is red stays red', async () => {
    const command = await reporting({ 'Cargo.toml': '[package]\nname = "shop"\n' });
    expect(command).toMatch(/^set -o pipefail; cargo test --no-fail-fast \| awk /);
    const printed =
      'running 4 tests\ntest a::adds ... ok\ntest a::breaks ... FAILED\ntest slow ... ignored, by hand\ntest src/lib.rs - gift (line 3) ... ok\n\ntest result: FAILED.\n';
    const root = mkdtempSync(join(tmpdir(), 'qitops-cargo-'));
    writeFileSync(join(root, 'printed'), printed);
    const asked = command!.replace('cargo test --no-fail-fast', '(cat printed; false)');
    const { status, stdout } = spawnSync('bash', ['-c', asked], { cwd: root, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stdout).toBe(printed);
    expect(readFileSync(join(root, 'test-results.tap'), 'utf8')).toBe(
      'ok 1 - a::adds\nnot ok 2 - a::breaks\nok 3 - slow # SKIP\nok 4 - src/lib.rs - gift (line 3)\n1..4\n',
    );
  });
  it('of a root is not that of members that its scripts cannot reach', async () => {
    const root = mkdtempSync(join(tmpdir(), 'qitops-reached-'));
    mkdirSync(join(root, 'packages/a/android'), { recursive: true });
    const jest = '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "30" } }';
    writeFileSync(join(root, 'package.json'), '{ "scripts": { "test": "lerna run test" } }');
    writeFileSync(join(root, 'packages/a/package.json'), jest);
    writeFileSync(join(root, 'packages/a/android/build.gradle'), "apply plugin: 'java'\n");
    const { units } = await detectStack(root);
    expect(units[0]!.reporters.map(({ runner }) => runner)).toEqual(['jest']);
  });
  it('is known of the members of a workspace whose root hands the tests on', async () => {
    const root = mkdtempSync(join(tmpdir(), 'qitops-delegated-'));
    mkdirSync(join(root, 'packages/a'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "scripts": { "test": "turbo run test" } }');
    writeFileSync(
      join(root, 'packages/a/package.json'),
      '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "30" } }',
    );
    const { units } = await detectStack(root);
    expect(units[0]!.reporters.map(({ runner }) => runner)).toEqual(['jest']);
  });
  it.each([
    ['turbo run test', '', /^npx turbo run test -- --ci --json /],
    ['turbo run test --filter=./packages/* --', '', /^npm test -- --ci --json /],
    ['lerna run test --stream', '', /^npx lerna run test --stream -- --ci --json /],
    ['pnpm -r test', 'pnpm-lock.yaml', /^pnpm test --ci --json /],
    ['turbo run test lint', '', null],
    ['nx run-many -t test,lint', '', null],
  ])('hands options through a root: %s', async (test, lock, command) => {
    const member = (name: string) => ({
      [`packages/${name}/package.json`]:
        '{ "scripts": { "test": "jest" }, "devDependencies": { "jest": "30" } }',
    });
    const files = { 'package.json': JSON.stringify({ scripts: { test } }), ...member('a'), ...member('b') };
    const found = await reporting(lock ? { ...files, [lock]: 'lockfileVersion: 9' } : files);
    if (command) expect(found).toMatch(command);
    else expect(found).toBeNull();
    const other = '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5" } }';
    expect(await reporting({ ...files, 'packages/c/package.json': other })).toBeNull();
  });
});
