import { expect, it } from 'vitest';
import type { DetectedUnit } from '../documents/detect.ts';
import { testSteps } from './job-steps.ts';

const sure = <T>(value: T, confidence = 0.9) => ({ value, confidence, evidence: [] });

function unit(manager: string, runtimes: Record<string, string>, confidence?: number): DetectedUnit {
  return {
    path: '.',
    languages: null,
    frameworks: null,
    packageManager: sure({ name: manager, version: null }),
    runtimes: sure(runtimes, confidence),
    commands: {
      install: null,
      build: null,
      typecheck: null,
      test: sure({ run: 'make test', cwd: '.' }),
      e2e: null,
      lint: null,
      bench: null,
    },
    reporters: [],
    reports: { results: null, coverage: null },
    services: null,
    env: null,
  };
}

it('gives an application the variables that its example shows, before it is installed', () => {
  const steps = testSteps(
    { id: 'test', unit: { ...unit('npm', {}), exampleEnv: '.env.example' } },
    { part: false },
  );
  const copied = steps.indexOf('- run: cp .env.example .env');
  expect(copied).toBeGreaterThan(0);
  expect(copied).toBeLessThan(steps.indexOf('- run: make test'));
});

it.each<[string, Record<string, string>, string, number?]>([
  ['maven', { java: '8, 11, 17, 21, 25, 26, 27-ea' }, 'java-version: "26"'],
  ['maven', { java: '1.8' }, 'java-version: "17"', 0.5],
  // a toolchain that the build names is what it wants
  ['gradle', { java: '11' }, 'java-version: "11"', 0.95],
  ['pip', { python: '>=3.10, <4.0' }, 'python-version: "3.10"'],
  ['pip', { python: '3.12, 3.13, 3.13t, 3.14, 3.14t, pypy3.11' }, 'python-version: "3.14"'],
  ['pip', { python: '>=3.6' }, 'python-version: "3.x"'],
  ['bundler', { ruby: '3.3, 3.4, 4.0, head, truffleruby-head' }, 'ruby-version: "4.0"'],
  ['composer', { php: '^7.2.5 || ^8.0' }, 'php-version: "7.2"'],
  ['go', { go: '1.12' }, 'go-version: "stable"'],
  ['go', { go: '1.20' }, 'go-version: "1.20"'],
  ['nuget', { dotnet: 'netstandard2.0' }, 'dotnet-version: "10.x"'],
  ['nuget', { dotnet: 'net8.0;net9.0' }, 'dotnet-version: "9.0.x"'],
  ['npm', { node: '^22 || ^24 || >=26' }, 'node-version: "^22 || ^24 || >=26"'],
  ['npm', { node: '20.x, 22.x' }, 'node-version: "22.x"'],
  ['npm', { node: '12, 10, 8' }, 'node-version: "12"'],
  ['deno', { deno: 'v1.46, v2.x, canary' }, 'deno-version: "2"'],
])('sets up a version that %s can be tested on: %j', (manager, runtimes, wanted, confidence) => {
  const steps = testSteps({ id: 'test', unit: unit(manager, runtimes, confidence) }, { part: false });
  expect(steps.join('\n')).toContain(wanted);
});
