import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainEnvironment, runStep, testEnvironment } from './run-step.ts';

const node = (script: string, timeoutMs = 20_000) => ({
  command: process.execPath,
  args: ['-e', script],
  cwd: tmpdir(),
  env: plainEnvironment(process.env),
  timeoutMs,
});

describe('runStep', () => {
  it('says how a step went', async () => {
    expect(await runStep(node('console.log("out"); console.error("err")'))).toMatchObject({
      outcome: 'ok',
      code: 0,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(await runStep(node('process.exit(3)'))).toMatchObject({ outcome: 'failed', code: 3 });
  });
  it('sets CI=1', async () => {
    expect((await runStep(node('console.log(process.env.CI)'))).stdout).toBe('1\n');
  });
  it('ends a step that takes too long, and what it started', async () => {
    const marker = join(mkdtempSync(join(tmpdir(), 'qitops-step-')), 'alive');
    const child = `setTimeout(() => require("fs").writeFileSync(${JSON.stringify(marker)}, ""), 1500)`;
    const script = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}]); setInterval(() => {}, 1000)`;
    const record = await runStep(node(script, 400));
    expect(record.outcome).toBe('timeout');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(existsSync(marker)).toBe(false);
  });
  it('keeps the beginning and the end of too much output', async () => {
    const script = 'process.stdout.write("start" + "x".repeat(100000) + "end")';
    const { stdout } = await runStep({ ...node(script), maxOutput: 1000 });
    expect(stdout.startsWith('start')).toBe(true);
    expect(stdout.endsWith('end')).toBe(true);
    expect(stdout.length).toBeLessThan(80_000);
  });
  it('reports a program that does not exist', async () => {
    expect(await runStep({ ...node(''), command: 'no-such-program-here' })).toMatchObject({
      outcome: 'not-started',
    });
  });
});

describe('testEnvironment', () => {
  it('is that of the job, without tokens, inputs, git credentials and files of the runner', () => {
    const kept = testEnvironment({
      PATH: '/bin',
      DATABASE_URL: 'postgres://localhost',
      GITHUB_SHA: 'abc',
      GITHUB_TOKEN: 't',
      GITHUB_ENV: '/tmp/env',
      INPUT_TOKEN: 't',
      ACTIONS_RUNTIME_TOKEN: 't',
      GIT_CONFIG_VALUE_0: 'AUTHORIZATION: basic t',
    });
    expect(kept).toEqual({ PATH: '/bin', DATABASE_URL: 'postgres://localhost', GITHUB_SHA: 'abc' });
  });
});

describe('plainEnvironment', () => {
  it('passes on what programs need and no token', () => {
    const plain = plainEnvironment({
      PATH: '/bin',
      GITHUB_TOKEN: 't',
      INPUT_TOKEN: 't',
      ACTIONS_RUNTIME_TOKEN: 't',
      NPM_TOKEN: 't',
    });
    expect(plain).toEqual({ PATH: '/bin' });
  });
});
