import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DetectedUnit } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { detectStack } from './detect.ts';

async function unitsOf(files: Record<string, string>): Promise<DetectedUnit[]> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-deno-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (await detectStack(root)).units;
}
const commands = async (files: Record<string, string>) => {
  const [unit] = await unitsOf(files);
  const { test, lint, typecheck, build } = unit!.commands;
  return [test, lint, typecheck, build].map((one) => one?.value.run ?? null);
};

describe('a unit of Deno', () => {
  it('is tested by Deno itself where there are tests', async () => {
    const files = { 'deno.json': '{}', 'mod.ts': '', 'mod_test.ts': '' };
    const [unit] = await unitsOf(files);
    expect(unit).toMatchObject({
      languages: { value: ['typescript'] },
      frameworks: { value: ['deno test'] },
      packageManager: { value: { name: 'deno' } },
      reporters: [{ command: 'deno test --junit-path=junit.xml --coverage' }],
    });
    expect(unit!.commands.install).toBeNull();
    expect(await commands({ 'deno.json': '{}', 'mod.ts': '' })).toEqual([null, null, null, null]);
  });
  it('has tasks, also among comments, and with more words', async () => {
    const text = `{
  // what people run
  "imports": { "@/": "./" },
  "tasks": {
    "test": "deno test -A --parallel",
    "check": { "description": "types", "command": "deno check mod.ts" }, // all of it
    "build": "deno run -A build.ts {}"
  },
  "lint": { "exclude": ["x"] },
}
`;
    expect(await commands({ 'deno.jsonc': text, 'mod_test.ts': '' })).toEqual([
      'deno task test',
      'deno lint',
      'deno task check',
      'deno task build',
    ]);
    const [unit] = await unitsOf({ 'deno.jsonc': text, 'mod_test.ts': '' });
    expect(unit!.reporters[0]!.command).toBe('deno task test --junit-path=junit.xml --coverage');
  });
  it('is none beside a package.json with tests of its own', async () => {
    const own = '{ "scripts": { "test": "vitest run" } }';
    const managers = async (text: string) =>
      (await unitsOf({ 'package.json': text, 'deno.json': '{}', 'a.test.ts': '' })).map(
        ({ packageManager }) => packageManager?.value.name,
      );
    expect(await managers(own)).toEqual(['npm']);
    expect(await managers('{}')).toEqual(['npm', 'deno']);
  });
  it('runs on the Deno that the CI sets up', async () => {
    const job = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: denoland/setup-deno@v2
        with: { deno-version: v2.x }
      - run: deno lint
      - run: deno test --allow-all
`;
    const [unit] = await unitsOf({ 'deno.json': '{}', 'a_test.ts': '', '.github/workflows/ci.yml': job });
    expect(unit).toMatchObject({
      runtimes: { value: { deno: 'v2.x' } },
      commands: { lint: { value: { run: 'deno lint' } } },
    });
  });
});
