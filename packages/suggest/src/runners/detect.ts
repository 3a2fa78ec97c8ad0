import { type Checkout, isTestPath } from '@qitops/repository';
import { findJest } from './jest.ts';
import { findMocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import type { Runner, RunnerId } from './runner.ts';
import { findVitest } from './vitest.ts';

interface Manifest {
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Test files that are looked at for the runner that they import. */
const LOOKED_AT = 20;

/**
 * The runner that the project's `test` script calls, else the one that its tests import, else the one it depends on.
 * A string = why there is none.
 */
export async function detectRunner(checkout: Checkout, revision: string): Promise<Runner | string> {
  const manifest = parsed((await checkout.fileAt(revision, 'package.json')) ?? '{}');
  const scripts = manifest.scripts ?? {};
  const script = Object.entries(scripts)
    .filter(([name]) => /^test\b/.test(name))
    .map(([, text]) => text)
    .join(' ; ');
  const id = calledIn(script) ?? (await importedByTests(checkout, revision)) ?? dependedOn(manifest);
  if (!id) return 'no runner that is known (Vitest, Jest, node:test, Mocha) was found in the project';
  const runner = find(id, checkout.root, script);
  return runner ?? `${id} is not installed in the checkout: install the dependencies before this step`;
}

function parsed(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return {};
  }
}

function calledIn(script: string): RunnerId | null {
  if (/\bvitest\b/.test(script)) return 'vitest';
  if (/\bjest\b/.test(script)) return 'jest';
  if (/\bmocha\b/.test(script)) return 'mocha';
  return /\bnode\b[^;&|]*--test\b/.test(script) ? 'node:test' : null;
}

async function importedByTests(checkout: Checkout, revision: string): Promise<RunnerId | null> {
  const tests = (await checkout.files(revision)).filter(
    (path) => isTestPath(path) && /\.[cm]?[jt]sx?$/.test(path),
  );
  for (const path of tests.slice(0, LOOKED_AT)) {
    const text = (await checkout.fileAt(revision, path)) ?? '';
    if (/['"]vitest['"]/.test(text)) return 'vitest';
    if (/['"]@jest\/globals['"]/.test(text)) return 'jest';
    if (/['"]node:test['"]/.test(text)) return 'node:test';
    if (/['"]mocha['"]/.test(text)) return 'mocha';
  }
  return null;
}

function dependedOn({ dependencies, devDependencies }: Manifest): RunnerId | null {
  const names = new Set(Object.keys({ ...dependencies, ...devDependencies }));
  return (['vitest', 'jest', 'mocha'] as const).find((name) => names.has(name)) ?? null;
}

function find(id: RunnerId, root: string, script: string): Runner | null {
  if (id === 'vitest') return findVitest(root);
  if (id === 'jest') return findJest(root, script);
  return id === 'mocha' ? findMocha(root) : nodeTest();
}
