import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { COVERAGE_GLOBS, RESULT_GLOBS } from '@qitops/commands';
import { detectStack } from '@qitops/repository';
import { expect, it } from 'vitest';

const node = (test: string, dev: string) => ({
  'package.json': JSON.stringify({ scripts: { test }, devDependencies: { [dev]: '*' } }),
});

/** What is told about the places of reports has to be where reports are looked for. */
it.each<[string, Record<string, string>]>([
  ['Vitest', node('vitest run', 'vitest')],
  ['Jest', node('jest', 'jest')],
  ['Mocha', node('mocha', 'mocha')],
  ['node:test', node('node --test', 'typescript')],
  ['AVA', node('ava', 'ava')],
  ['tape', node('tape test/*.js', 'tape')],
  ['Karma', node('karma start', 'karma')],
  ['Playwright', node('playwright test', '@playwright/test')],
  ['Cypress', node('cypress run', 'cypress')],
  ['pytest', { 'pyproject.toml': '[project]\nname = "shop"\n[tool.pytest.ini_options]\n' }],
  ['Go', { 'go.mod': 'module shop\n' }],
  ['Maven', { 'pom.xml': '<project/>' }],
  ['Gradle', { 'build.gradle': 'plugins { id "java" }\n' }],
  ['.NET', { 'Shop.sln': '' }],
  ['Cargo', { 'Cargo.toml': '[package]\nname = "shop"\n' }],
  ['PHPUnit', { 'composer.json': '{ "require-dev": { "phpunit/phpunit": "^12" } }' }],
  ['RSpec', { Gemfile: '', 'spec/shop_spec.rb': '' }],
  ['Minitest', { Gemfile: '', Rakefile: 'task :test\n', 'test/shop_test.rb': '' }],
])('%s writes its reports where they are looked for', async (_, files) => {
  const root = mkdtempSync(join(tmpdir(), 'qitops-reports-found-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const [unit] = (await detectStack(root)).units;
  const found = (globs: readonly string[], place: string): boolean => {
    const path = place.replaceAll('**', 'folder').replaceAll('*', 'x');
    return globs.some((glob) => matchesGlob(path, glob));
  };
  for (const place of unit!.reports.results!.value) expect(found(RESULT_GLOBS, place), place).toBe(true);
  for (const place of unit!.reports.coverage?.value ?? [])
    expect(found(COVERAGE_GLOBS, place), place).toBe(true);
});
