import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { detect } from '../detect/detect.ts';
import { wordsOf } from './words.ts';

let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A package without dependencies whose tests are a script. */
async function verified(
  script: string,
  options: { timeoutSeconds?: number; env?: Record<string, string> } = {},
) {
  root = mkdtempSync(join(tmpdir(), 'qitops-verify-'));
  const files = {
    'package.json': JSON.stringify({ name: 'x', scripts: { test: 'node test.js' } }),
    'package-lock.json': JSON.stringify({ name: 'x', lockfileVersion: 3, packages: { '': { name: 'x' } } }),
    'test.js': script,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const log = { info() {}, warn() {} };
  const context = { cwd: root, env: { ...process.env, ...options.env }, log };
  const before = (await detect(context, { dir: '.', verify: false })).units[0]!;
  const { timeoutSeconds = 60 } = options;
  const after = (await detect(context, { dir: '.', verify: true, timeoutSeconds })).units[0]!;
  return { before, after, test: after.verified?.find(({ command }) => command === 'test') };
}

describe.skipIf(process.platform === 'win32')('detect --verify', () => {
  it('is surer of what ran', async () => {
    const { before, after, test } = await verified('console.log("1 passed")');
    expect(test).toMatchObject({
      works: true,
      failure: null,
      exitCode: 0,
      output: expect.stringContaining('1 passed'),
    });
    expect(after.commands.test!.confidence).toBeGreaterThan(before.commands.test!.confidence);
    expect(after.commands.test!.evidence.at(-1)).toMatchObject({ kind: 'verified' });
  });
  it('tells tests that fail from a service that is not there', async () => {
    const failing = await verified('throw new Error("no money")');
    expect(failing.test).toMatchObject({ works: false, failure: 'tests', exitCode: 1 });
    expect(failing.after.commands.test!.confidence).toBeLessThan(failing.before.commands.test!.confidence);
    rmSync(root, { recursive: true });
    const lonely = await verified('require("node:net").connect(1, "127.0.0.1")');
    expect(lonely.test).toMatchObject({ failure: 'needs-service' });
  });
  it('ends what takes too long', async () => {
    const { test } = await verified('setInterval(() => {}, 1000)', { timeoutSeconds: 3 });
    expect(test).toMatchObject({ works: false, failure: 'timeout', exitCode: null });
  });
  it('runs nothing after an install that failed', async () => {
    root = mkdtempSync(join(tmpdir(), 'qitops-verify-'));
    writeFileSync(join(root, 'package.json'), '{ "name": "x", "scripts": { "test": "node test.js" } }');
    writeFileSync(join(root, 'package-lock.json'), 'no lockfile');
    const log = { info() {}, warn() {} };
    const { units } = await detect(
      { cwd: root, env: process.env, log },
      { dir: '.', verify: true, timeoutSeconds: 60 },
    );
    expect(units[0]!.verified).toMatchObject([{ command: 'install', works: false, failure: 'install' }]);
    expect(units[0]!.commands.install!.confidence).toBeLessThan(0.6);
  });
  it('gives the code under test none of our secrets', async () => {
    const { test } = await verified('console.log(Object.keys(process.env).join())', {
      env: { GITHUB_TOKEN: 'x', MY_KEY: 'y' },
    });
    expect(test!.output).not.toMatch(/GITHUB_TOKEN|MY_KEY/);
  });
});

describe('the words of a command', () => {
  it('undoes quotes', () => {
    expect(wordsOf('pip install -e ".[test]"')).toEqual(['pip', 'install', '-e', '.[test]']);
    expect(wordsOf(`a 'b c' d\\ e`)).toEqual(['a', 'b c', 'd e']);
  });
  it.each(['a && b', 'a | b', 'a > b', 'echo $HOME', 'CI=1 a', 'a `b`', ''])(
    'leaves %j to a shell',
    (line) => {
      expect(wordsOf(line)).toBeNull();
    },
  );
});
