import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectStack } from './detect.ts';

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'qitops-stack-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
const units = async (files: Record<string, string>) => (await detectStack(folder(files))).units;

describe('detectStack', () => {
  it('reads scripts, runner and package manager of a Node project, each with its evidence', async () => {
    const [unit] = await units({
      'package.json': JSON.stringify(
        {
          name: 'x',
          scripts: { test: 'vitest run', lint: 'eslint --fix .' },
          devDependencies: { vitest: '5' },
        },
        null,
        2,
      ),
      'pnpm-lock.yaml': '',
    });
    expect(unit!.commands.test).toMatchObject({
      value: { run: 'pnpm test', cwd: '.' },
      evidence: [{ ref: { path: 'package.json', line: 4 }, text: '"test": "vitest run",' }],
    });
    expect(unit!.packageManager?.value.name).toBe('pnpm');
    expect(unit!.reporters[0]).toMatchObject({
      runner: 'vitest',
      howTo: expect.stringContaining('--reporter=junit'),
    });
  });
  it('takes no linter that rewrites files for a check', async () => {
    const [unit] = await units({ 'package.json': '{ "scripts": { "lint": "eslint --fix ." } }' });
    expect(unit!.commands.lint).toBeNull();
  });
  it('is less sure of a script that only what it does tells apart', async () => {
    const confidence = async (name: string) => {
      const files = { 'package.json': JSON.stringify({ scripts: { [name]: 'playwright test' } }) };
      return (await units(files))[0]!.commands.e2e!.confidence;
    };
    expect(await confidence('e2e')).toBe(0.9);
    expect(await confidence('shop')).toBeLessThan(0.8);
  });
  it('does not promise npm ci without a lockfile', async () => {
    const [unit] = await units({ 'package.json': '{ "name": "x" }' });
    expect(unit!.commands.install?.value.run).toBe('npm install');
  });
  it('finds the units of a monorepo and leaves fixtures out', async () => {
    const found = await units({
      'package.json': '{ "name": "root" }',
      'packages/a/package.json': '{ "name": "a" }',
      'services/b/go.mod': 'module b\n\ngo 1.25\n',
      'test/fixtures/c/package.json': '{ "name": "c" }',
    });
    expect(found.map((unit) => unit.path)).toEqual(['.', 'packages/a', 'services/b']);
    expect(found[2]!.runtimes?.value).toEqual({ go: '1.25' });
  });
  it('takes Python tests without a manifest for pytest', async () => {
    const [unit] = await units({ 'shop.py': '', 'test_shop.py': '' });
    expect(unit!.commands.test?.value.run).toBe('pytest');
    expect(unit!.commands.install).toBeNull();
  });
  it('finds nothing in an empty folder, and survives broken manifests', async () => {
    expect(await units({})).toEqual([]);
    expect(await units({ 'package.json': '{ not json' })).toEqual([]);
  });
  it('lists workflows with their jobs', async () => {
    const found = await detectStack(
      folder({ '.github/workflows/ci.yml': 'jobs:\n  test: {}\n  lint: {}\n' }),
    );
    expect(found.workflows).toEqual([
      { path: '.github/workflows/ci.yml', jobs: ['test', 'lint'], tests: [] },
    ]);
  });
});
