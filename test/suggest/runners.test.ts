import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { installRunners } from './project.ts';
import { runEngine } from './run-engine.ts';

const BEFORE = 'function fee(weight) {\n  return weight > 20 ? 9 : 4;\n}\n';
const AFTER = [
  'function fee(weight) {',
  "  if (weight <= 0) throw new RangeError('no weight');",
  '  if (weight > 100) {',
  '    return 25;',
  '  }',
  '  return weight > 20 ? 9 : 4;',
  '}',
  '',
].join('\n');
const ESM = (text: string) => `export ${text}`;
const CJS = (text: string) => `${text}\nmodule.exports = { fee };\n`;

interface Project {
  module: string;
  wrap: (text: string) => string;
  test: string;
  testText: string;
  manifest: object;
  ignored?: string;
}

const PROJECTS: Record<string, Project> = {
  'Vitest with imports': {
    module: 'src/fee.ts',
    wrap: (text) => ESM(text).replace('(weight)', '(weight: number): number'),
    test: 'src/fee.test.ts',
    testText:
      "import { expect, test } from 'vitest';\nimport { fee } from './fee.ts';\n\ntest('is 4', () => {\n  expect(fee(3)).toBe(4);\n});\n",
    manifest: { type: 'module', scripts: { test: 'vitest run' } },
  },
  'Jest with globals and CommonJS': {
    module: 'fee.js',
    wrap: CJS,
    test: 'fee.test.js',
    testText: "const { fee } = require('./fee');\n\ntest('is 4', () => {\n  expect(fee(3)).toBe(4);\n});\n",
    manifest: { scripts: { test: 'jest' } },
  },
  'node:test': {
    module: 'lib/fee.ts',
    wrap: (text) => ESM(text).replace('(weight)', '(weight: number): number'),
    test: 'test/fee.test.ts',
    testText:
      "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { fee } from '../lib/fee.ts';\n\ntest('is 4', () => {\n  assert.equal(fee(3), 4);\n});\n",
    manifest: { type: 'module', scripts: { test: 'node --test' } },
  },
  'Mocha with chai, double quotes and no semicolons': {
    module: 'lib/fee.js',
    wrap: ESM,
    test: 'test/fee.spec.js',
    testText:
      'import { expect } from "chai"\nimport { fee } from "../lib/fee.js"\n\ndescribe("fee", () => {\n  it("is 4", () => {\n    expect(fee(3)).to.equal(4)\n  })\n})\n',
    manifest: { type: 'module', scripts: { test: 'mocha' } },
  },
};

let repository: ScratchRepository;
afterEach(() => repository.dispose());

async function suggestedFor({ module, wrap, test, testText, manifest }: Project) {
  repository = new ScratchRepository();
  installRunners(repository.root);
  const own = { 'package.json': JSON.stringify(manifest), '.gitignore': 'node_modules\n', [test]: testText };
  const base = repository.commit('base', { ...own, [module]: wrap(BEFORE) });
  const head = repository.commit('head', { [module]: wrap(AFTER) });
  return runEngine(repository.root, { base, head });
}

describe('a project of', () => {
  it.each(Object.keys(PROJECTS))(
    '%s gets tests in its style that ran five times',
    async (name) => {
      const project = PROJECTS[name]!;
      const { suggestions, omitted } = await suggestedFor(project);
      const tests = suggestions.filter((each) => each.kind === 'test');
      expect(omitted).toEqual([]);
      expect(tests.length).toBeGreaterThanOrEqual(2);
      for (const { evidence } of tests) {
        expect(evidence!.repeats).toBe(5);
        expect(evidence!.kills.length + evidence!.branches.length).toBeGreaterThan(0);
      }
      const module = project.module;
      const branches = tests.flatMap((each) => each.evidence!.branches);
      const missed =
        project
          .wrap(AFTER)
          .split('\n')
          .findIndex((line) => line.includes('return 25')) + 1;
      expect(branches).toContain(`${module}:${missed}`);
      const kills = tests.flatMap((each) => each.evidence!.kills);
      expect(kills).toContain('<= → < at L2');
      // the test that was there before notices this one already
      expect(kills).not.toContain('weight > 20 → true at L6');
      expect(kills).toContain('weight > 20 → false at L6');
      expect(tests.map((each) => each.test!.code)).toMatchSnapshot();
      // the checkout is as it was
      expect(repository.git('status', '--porcelain')).toBe('');
      expect(readdirSync(repository.root).some((file) => file.includes('qitops'))).toBe(false);
      expect(existsSync(join(repository.root, 'coverage'))).toBe(false);
    },
    120_000,
  );
});
