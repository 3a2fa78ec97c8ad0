import type { DetectedUnit } from '@qitops/model';
import { detected, type Manifest } from './manifest.ts';
import { REPORTERS } from './reporters.ts';

interface Ecosystem {
  manifests: string[];
  language: string;
  manager: string;
  install: string | null;
  build: string | null;
  test: string;
  lint: string | null;
  runner: string;
  /** What the manifest must hold for the runner to be the one; absent = always. */
  mentions?: RegExp;
}

/** Languages with one customary way to build and test. */
const ECOSYSTEMS: Ecosystem[] = [
  {
    manifests: ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'pytest.ini', 'tox.ini'],
    language: 'python',
    manager: 'pip',
    install: 'pip install -e .',
    build: null,
    test: 'pytest',
    lint: null,
    runner: 'pytest',
  },
  {
    manifests: ['go.mod'],
    language: 'go',
    manager: 'go',
    install: 'go mod download',
    build: 'go build ./...',
    test: 'go test ./...',
    lint: 'go vet ./...',
    runner: 'go',
  },
  {
    manifests: ['pom.xml'],
    language: 'java',
    manager: 'maven',
    install: null,
    build: 'mvn -B package -DskipTests',
    test: 'mvn -B test',
    lint: null,
    runner: 'maven',
  },
  {
    manifests: ['build.gradle', 'build.gradle.kts'],
    language: 'java',
    manager: 'gradle',
    install: null,
    build: './gradlew assemble',
    test: './gradlew test',
    lint: null,
    runner: 'gradle',
  },
  {
    manifests: ['Cargo.toml'],
    language: 'rust',
    manager: 'cargo',
    install: null,
    build: 'cargo build',
    test: 'cargo test',
    lint: 'cargo clippy',
    runner: 'cargo',
  },
  {
    manifests: ['composer.json'],
    language: 'php',
    manager: 'composer',
    install: 'composer install',
    build: null,
    test: 'vendor/bin/phpunit',
    lint: null,
    runner: 'phpunit',
  },
  {
    manifests: ['Gemfile'],
    language: 'ruby',
    manager: 'bundler',
    install: 'bundle install',
    build: null,
    test: 'bundle exec rspec',
    lint: null,
    runner: 'rspec',
  },
];

/** Names of manifests that make a folder a unit, by ecosystem. */
export const MANIFEST_NAMES = new Set(ECOSYSTEMS.flatMap((each) => each.manifests));

/** What the manifests of one folder say of a unit that is no Node package; null when they say nothing. */
export function otherUnit(path: string, manifests: readonly Manifest[]): DetectedUnit | null {
  for (const ecosystem of ECOSYSTEMS) {
    const found = ecosystem.manifests
      .map((name) => manifests.find((manifest) => manifest.path.endsWith(name)))
      .find((manifest) => manifest !== undefined);
    if (!found) continue;
    const advice = REPORTERS[ecosystem.runner]!;
    const source = found.quote('');
    const command = (run: string | null, confidence: number) =>
      run ? detected({ run, cwd: path }, confidence, source) : null;
    const runtime = ecosystem.language === 'go' ? /^go (\S+)/m.exec(found.text)?.[1] : undefined;
    return {
      path,
      languages: detected([ecosystem.language], 0.95, source),
      frameworks: null,
      packageManager: detected({ name: ecosystem.manager, version: null }, 0.8, source),
      runtimes: runtime ? detected({ go: runtime }, 0.95, found.quote('go ')) : null,
      commands: {
        install: command(ecosystem.install, 0.6),
        build: command(ecosystem.build, 0.6),
        typecheck: null,
        test: command(ecosystem.test, 0.7),
        e2e: null,
        lint: command(ecosystem.lint, 0.5),
        bench: null,
      },
      reporters: [{ runner: advice.runner, howTo: advice.howTo }],
      reports: {
        results: detected(advice.results, 0.5, source),
        coverage: detected(advice.coverage, 0.5, source),
      },
      services: null,
      env: null,
    };
  }
  return null;
}
