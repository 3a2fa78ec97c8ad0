import { ScratchRepository } from '@qitops/repository/testing';
import { describe, expect, it } from 'vitest';
import { installRunners } from './project.ts';
import { runEngine } from './run-engine.ts';

/** What depends on time, chance, settings and another module, as CommonJS that every runner loads. */
const MODULES: Record<string, string> = {
  'src/time.js': `function isAfternoon() {
  return new Date().getUTCHours() >= 12;
}
function coinSide() {
  return Math.random() < 0.5 ? 'heads' : 'tails';
}
function isVerbose() {
  return process.env.VERBOSE === 'yes';
}
module.exports = { isAfternoon, coinSide, isVerbose };
`,
  'src/settings.js': `const { readFileSync } = require('node:fs');
function limitOf(path) {
  const settings = JSON.parse(readFileSync(path, 'utf8'));
  return settings.limit > 3 ? settings.limit : 10;
}
module.exports = { limitOf };
`,
};

async function suggestedWith(test: string, dependencies: Record<string, string> = { sinon: '*' }) {
  const repository = new ScratchRepository();
  try {
    installRunners(repository.root);
    const base = repository.commit('base', {
      'package.json': `{ "scripts": { "test": "${test}" }, "devDependencies": ${JSON.stringify(dependencies)} }`,
      '.gitignore': 'node_modules\n',
    });
    const head = repository.commit('head', MODULES);
    const { suggestions, omitted } = await runEngine(repository.root, { base, head });
    return {
      tests: suggestions.filter(({ kind }) => kind === 'test'),
      omitted: omitted.map(({ function: name, reason }) => `${name}: ${reason}`),
    };
  } finally {
    repository.dispose();
  }
}

describe('functions that ask for time, chance and settings', () => {
  it.each([
    ['Jest', 'jest'],
    ['node:test', 'node --test'],
    ['Mocha', 'mocha'],
  ])('are tested with %s, in tests that ran five times', async (_, command) => {
    const { tests, omitted } = await suggestedWith(command);
    const functions = new Set(tests.map(({ target }) => target.function));
    expect([...functions], omitted.join('\n')).toEqual(
      expect.arrayContaining(['isAfternoon', 'coinSide', 'isVerbose']),
    );
    expect(tests.every(({ evidence }) => evidence!.repeats === 5)).toBe(true);
  });

  it('are not tested with Mocha alone, and it is said what is missing', async () => {
    const { tests, omitted } = await suggestedWith('mocha', {});
    expect(tests).toEqual([]);
    expect(omitted.join('\n')).toContain(
      'isAfternoon: asks for the clock, chance or settings, which tests of mocha hold still with sinon alone',
    );
  });

  it('get doubles for the modules that they use where the runner replaces modules: Jest', async () => {
    const { tests, omitted } = await suggestedWith('jest');
    const settings = tests.filter(({ target }) => target.function === 'limitOf');
    expect(settings.map(({ test }) => test!.code).join('\n'), omitted.join('\n')).toContain('jest.mock(');
  });
});
