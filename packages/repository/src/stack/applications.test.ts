import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DetectedUnit } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { detectStack } from './detect.ts';

async function unitOf(files: Record<string, string>): Promise<DetectedUnit> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-applications-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (await detectStack(root)).units[0]!;
}
const composer = (content: object, more: Record<string, string> = {}) =>
  unitOf({ 'composer.json': JSON.stringify(content, null, 2), ...more });
const node = (content: object, more: Record<string, string> = {}) =>
  unitOf({ 'package.json': JSON.stringify(content, null, 2), ...more });
const lint = (unit: DetectedUnit) => unit.commands.lint?.value.run ?? null;

describe('an application', () => {
  it.each([
    ['symfony/framework-bundle', ['Symfony']],
    ['laravel/framework', ['Laravel']],
    ['symfony/yaml', null],
  ])('in PHP is known by what it is built on: %s', async (name, frameworks) => {
    expect((await composer({ require: { [name]: '*' } })).frameworks?.value ?? null).toEqual(frameworks);
  });
  it('in PHP has the check of style that it configures and brings', async () => {
    const dev = { 'require-dev': { 'friendsofphp/php-cs-fixer': '*', 'laravel/pint': '*' } };
    expect(lint(await composer(dev, { '.php-cs-fixer.dist.php': '' }))).toBe(
      'vendor/bin/php-cs-fixer check --diff',
    );
    expect(lint(await composer(dev, { 'pint.json': '{}' }))).toBe('vendor/bin/pint --test');
    expect(lint(await composer({}, { 'pint.json': '{}' }))).toBeNull();
    const scripts = { cs: 'mago format --check', lint: 'mago lint' };
    expect(lint(await composer({ ...dev, scripts }, { 'pint.json': '{}' }))).toBe('composer run lint');
  });
  it('in Ruby may keep to Standard', async () => {
    expect(lint(await unitOf({ Gemfile: 'gem "standard", require: false\n' }))).toBe(
      'bundle exec standardrb',
    );
    expect(lint(await unitOf({ Gemfile: 'gem "standard-rails"\n' }))).toBeNull();
  });
  it('is no root of a workspace for what its members and pages use', async () => {
    const devDependencies = { vue: '3', vitest: '5' };
    expect((await node({ devDependencies })).frameworks?.value).toEqual(['Vue', 'vitest']);
    expect((await node({ devDependencies, workspaces: ['packages/*'] })).frameworks?.value).toEqual([
      'vitest',
    ]);
    const pages = { ...devDependencies, vitepress: '2' };
    expect((await node({ devDependencies: pages })).frameworks?.value).toEqual(['vitest']);
  });
});

describe('a unit', () => {
  it('shows what a .env holds unless it keeps one', async () => {
    expect((await node({}, { '.env.example': 'A=1\n' })).exampleEnv).toBe('.env.example');
    expect((await node({}, { '.env.example': 'A=1\n', '.env': 'A=1\n' })).exampleEnv).toBeUndefined();
    expect((await node({}, { '.env.example.production': 'A=1\n' })).exampleEnv).toBeUndefined();
  });
  it('at the root of a workspace is written in what its members are, without the checks of their types', async () => {
    const workspace = { devDependencies: { typescript: '5' }, workspaces: ['packages/*'] };
    const files = {
      'shim.js': '',
      'packages/a/package.json': '{}',
      'packages/a/one.ts': '',
      'packages/a/two.ts': '',
      'packages/a/three.ts': '',
      'packages/a/four.ts': '',
      'packages/a/five.ts': '',
      'packages/a/six.ts': '',
    };
    expect((await node(workspace, files)).languages?.value).toEqual(['typescript']);
    expect(
      (await node({}, { 'index.js': '', 'index.d.ts': '', 'index.test-d.ts': '' })).languages?.value,
    ).toEqual(['javascript']);
  });
  it('does not run on what its runner takes for a library', async () => {
    const runners = async (test: string, dev: object) =>
      (await node({ scripts: { test }, devDependencies: dev })).frameworks?.value;
    expect(await runners('karma start', { karma: '6', jasmine: '5' })).toEqual(['karma']);
    expect(await runners('node --test', { tape: '5' })).toEqual(['node:test']);
    expect(await runners('jest && tape test', { jest: '30', tape: '5' })).toEqual(['jest', 'tape']);
    expect(await runners('jasmine', { jasmine: '5' })).toEqual(['jasmine']);
  });
  it('without sources of its own is written in what it is configured for', async () => {
    expect((await node({ name: 'root' }, { 'tsconfig.json': '{}' })).languages?.value).toEqual([
      'typescript',
    ]);
    expect((await node({ name: 'root' })).languages?.value).toEqual(['javascript']);
  });
  it('names the bun that it asks for beside its Node', async () => {
    const engines = { bun: '^1.3.0', node: '>=24' };
    expect((await node({ engines }, { 'bun.lock': '' })).runtimes?.value).toEqual(engines);
  });
  it('of Kotlin for several platforms has no task that is called test', async () => {
    const run = async (path: string) =>
      (await unitOf({ 'build.gradle.kts': 'plugins { }\n', [path]: '' })).commands.test?.value.run;
    expect(await run('lib/src/commonTest/kotlin/A.kt')).toBe('gradle check');
    expect(await run('lib/src/test/kotlin/A.kt')).toBe('gradle test');
  });
  it('of Python takes the group for tests before the one for all of development', async () => {
    const groups =
      '[project]\nname = "a"\n[dependency-groups]\ndev = [\n  { include-group = "test" },\n]\ntest = [\n  "pytest",\n]\n';
    const unit = await unitOf({ 'pyproject.toml': groups });
    expect(unit.commands.install?.value.run).toBe('pip install -e . --group test');
  });
  it('is installed as tolerantly as its CI does it', async () => {
    const ci = (install: string) => ({
      'package-lock.json': '{}',
      '.github/workflows/ci.yml': `on: push\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: '${install}' }, { run: npm test }] } }\n`,
    });
    const install = async (line: string) =>
      (await node({ scripts: { test: 'jest' } }, ci(line))).commands.install?.value.run;
    expect(await install('npm install --legacy-peer-deps')).toBe('npm ci --legacy-peer-deps');
    expect(await install('npm ci --ignore-scripts')).toBe('npm ci');
  });
});
