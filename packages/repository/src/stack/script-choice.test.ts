import { describe, expect, it } from 'vitest';
import { scriptFor } from './script-choice.ts';

const none = (): boolean => false;

describe('the script for a kind of work', () => {
  it('goes by the likeliest name, and of several as likely by what the CI runs', () => {
    const scripts = { 'test:unit': 'vitest', 'test:unit:ci': 'vitest --run' };
    expect(scriptFor('test', scripts, (name) => name === 'test:unit:ci')).toBe('test:unit:ci');
    expect(scriptFor('test', scripts, none)).toBe('test:unit');
    expect(scriptFor('test', { ...scripts, test: 'jest' }, (name) => name === 'test:unit:ci')).toBe('test');
  });
  it.each(['lint-check', 'lint:check', 'check:eslint'] as const)(
    'is a linter that writes nothing: %s',
    (name) => {
      const scripts = { lint: 'eslint . --fix', [name]: 'eslint .' };
      expect(scriptFor('lint', scripts)).toBe(name);
    },
  );
  it.each([
    ['dts-check', 'tsc --project types/tsconfig.json'],
    ['type', 'tsd && tsc'],
    ['type-tests', 'yarn tsc -p tsconfig.test.json --noEmit'],
    ['verify-it', 'yarn tsc -p tsconfig.test.json --noEmit'],
    ['check', 'svelte-kit sync && svelte-check'],
  ])('checks types by name or by what it does alone: %s', (name, text) => {
    expect(scriptFor('typecheck', { [name]: text })).toBe(name);
    expect(scriptFor('lint', { [name]: text })).toBeNull();
  });
  it('takes no declarations that are written for a check, and no check of everything for one of types', () => {
    expect(scriptFor('typecheck', { types: 'tsc --emitDeclarationOnly' })).toBeNull();
    const scripts = { check: 'npm run check:lint && npm run check:type', 'check:type': 'tsc' };
    expect(scriptFor('typecheck', scripts)).toBe('check:type');
  });
  it('finds the tests in a browser by what they run where no name says it', () => {
    const scripts = { 'test:e2e:live': 'playwright test a', 'test:e2e:replay': 'playwright test b' };
    expect(scriptFor('e2e', scripts, (name) => name === 'test:e2e:replay')).toBe('test:e2e:replay');
    expect(scriptFor('e2e', { 'test-e2e': 'pm2 start x && yarn playwright test' })).toBe('test-e2e');
    expect(scriptFor('e2e', { 'cypress:open': 'cypress open', 'cypress:run': 'cypress run' })).toBe(
      'cypress:run',
    );
    expect(scriptFor('e2e', { show: 'playwright show-report', debug: 'playwright test --debug' })).toBeNull();
  });
  it('is no test that opens a window, also behind another script', () => {
    expect(scriptFor('test', { test: 'yarn cypress:open', 'cypress:open': 'cypress open' })).toBeNull();
  });
  it('may have any name when the CI runs it', () => {
    const scripts = { verify: 'vitest run', pretty: 'eslint src' };
    expect(scriptFor('test', scripts, none)).toBeNull();
    expect(scriptFor('test', scripts, (name) => name === 'verify')).toBe('verify');
    expect(scriptFor('lint', scripts, (name) => name === 'pretty')).toBe('pretty');
    const types = { types: 'tsc --build --pretty', compile: 'tsc' };
    expect(scriptFor('typecheck', types, (name) => name === 'types')).toBe('types');
    expect(scriptFor('typecheck', types, (name) => name === 'compile')).toBeNull();
  });
});
