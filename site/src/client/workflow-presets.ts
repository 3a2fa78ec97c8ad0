import type { DetectedUnit } from '@qitops/model';

/** How the tests of a kind of project are run so that they write reports. */
export interface Preset {
  label: string;
  manager: string;
  /** What `runtimes` calls the language, and the version to begin with; null = the set-up action needs none. */
  runtime: [name: string, version: string] | null;
  install: string;
  test: string;
}

const VITEST =
  'npx vitest run --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml --coverage.enabled --coverage.reporter=lcov --coverage.reportOnFailure';
const JEST =
  'npx jest --ci --json --outputFile=test-results.json --coverage --coverageReporters=lcov --coverageReporters=text';
const PYTEST = 'pytest --junitxml=junit.xml --cov --cov-branch --cov-report=xml';

const npm = (label: string, test: string): Preset => ({
  ...{ label, manager: 'npm', runtime: ['node', 'lts/*'], install: 'npm ci', test },
});

/** By name; the options are those that `qitops detect` names. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  vitest: npm('Vitest, npm', VITEST),
  'vitest-pnpm': {
    ...npm('Vitest, pnpm', VITEST.replace(/^npx/, 'pnpm exec')),
    manager: 'pnpm',
    install: 'pnpm install --frozen-lockfile',
  },
  jest: npm('Jest, npm', JEST),
  mocha: npm('Mocha, npm', 'npx mocha --reporter json --reporter-option output=test-results.json'),
  node: npm(
    'node:test',
    'node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml',
  ),
  playwright: {
    ...npm(
      'Playwright, npm',
      'PLAYWRIGHT_JUNIT_OUTPUT_NAME=test-results/junit.xml npx playwright test --reporter=list,junit',
    ),
    install: 'npm ci && npx playwright install --with-deps',
  },
  pytest: {
    label: 'pytest, pip',
    manager: 'pip',
    runtime: ['python', '3.x'],
    install: 'pip install -r requirements.txt pytest pytest-cov',
    test: PYTEST,
  },
  'pytest-uv': {
    label: 'pytest, uv',
    manager: 'uv',
    runtime: null,
    install: 'uv sync',
    test: `uv run ${PYTEST}`,
  },
  go: {
    label: 'Go',
    manager: 'go',
    runtime: ['go', 'stable'],
    install: '',
    test: 'go test -json -coverprofile=coverage.out ./... > test-results.json',
  },
  maven: { label: 'Maven', manager: 'maven', runtime: ['java', '21'], install: '', test: 'mvn -B verify' },
  gradle: {
    label: 'Gradle',
    manager: 'gradle',
    runtime: ['java', '21'],
    install: '',
    test: './gradlew test',
  },
  dotnet: {
    label: '.NET',
    manager: 'nuget',
    runtime: ['dotnet', '10.x'],
    install: '',
    test: 'dotnet test --logger trx --collect:"XPlat Code Coverage"',
  },
  rspec: {
    label: 'RSpec',
    manager: 'bundler',
    runtime: ['ruby', 'ruby'],
    install: 'bundle install',
    test: 'bundle exec rspec --format progress --format json --out test-results.json',
  },
  phpunit: {
    label: 'PHPUnit',
    manager: 'composer',
    runtime: ['php', 'latest'],
    install: 'composer install --no-interaction',
    test: 'vendor/bin/phpunit --log-junit junit.xml --coverage-cobertura cobertura.xml',
  },
};

/** What the reader typed. */
export interface Answers {
  preset: Preset;
  version: string;
  install: string;
  test: string;
  folder: string;
}

/** The answers as what `qitops detect` would have found: the same writer makes the workflow of either. */
export function unitOf({ preset, version, install, test, folder }: Answers): DetectedUnit {
  const known = <T>(value: T) => ({ value, confidence: 1, evidence: [] });
  const cwd = folder.replace(/^\.?\/+|\/+$/g, '') || '.';
  const command = (run: string) => (run.trim() === '' ? null : known({ run: run.trim(), cwd }));
  // `latest`, `stable` and their like stand in the writer already
  const exact = preset.runtime && version !== preset.runtime[1] && version !== '';
  return {
    path: cwd,
    languages: null,
    frameworks: null,
    packageManager: known({ name: preset.manager, version: null }),
    runtimes: exact ? known({ [preset.runtime![0]]: version }) : null,
    commands: {
      ...{ install: command(install), test: command(test) },
      ...{ build: null, typecheck: null, e2e: null, lint: null, bench: null },
    },
    reporters: [],
    reports: { results: null, coverage: null },
    services: null,
    env: null,
  };
}
