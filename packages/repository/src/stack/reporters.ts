/** How to make a runner write reports: results that are found by their default names, and coverage. */
export interface ReporterAdvice {
  runner: string;
  howTo: string;
  results: string[];
  coverage: string[];
}

export const REPORTERS: Record<string, ReporterAdvice> = {
  vitest: {
    runner: 'vitest',
    howTo:
      'run `vitest run --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml --coverage.enabled --coverage.reporter=lcov --coverage.reportOnFailure` (coverage needs `@vitest/coverage-v8`)',
    results: ['reports/junit.xml'],
    coverage: ['coverage/lcov.info'],
  },
  jest: {
    runner: 'jest',
    howTo:
      'install `jest-junit` and run `jest --ci --reporters=default --reporters=jest-junit --coverage --coverageReporters=lcov`',
    results: ['junit.xml'],
    coverage: ['coverage/lcov.info'],
  },
  mocha: {
    runner: 'mocha',
    howTo:
      'run `mocha --reporter json --reporter-option output=test-results.json`; for coverage `c8 --reporter=lcov mocha …`',
    results: ['test-results.json'],
    coverage: ['coverage/lcov.info'],
  },
  'node:test': {
    runner: 'node:test',
    howTo:
      'run `node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml`; for coverage add `--experimental-test-coverage --test-reporter=lcov --test-reporter-destination=lcov.info`',
    results: ['junit.xml'],
    coverage: ['lcov.info'],
  },
  playwright: {
    runner: 'playwright',
    howTo: 'run `PLAYWRIGHT_JUNIT_OUTPUT_NAME=test-results/junit.xml playwright test --reporter=list,junit`',
    results: ['test-results/junit.xml'],
    coverage: [],
  },
  cypress: {
    runner: 'cypress',
    howTo: 'run `cypress run --reporter junit --reporter-options mochaFile=test-results/junit-[hash].xml`',
    results: ['test-results/junit-*.xml'],
    coverage: [],
  },
  pytest: {
    runner: 'pytest',
    howTo:
      'run `pytest --junitxml=junit.xml --cov --cov-branch --cov-report=xml` (coverage needs `pytest-cov`)',
    results: ['junit.xml'],
    coverage: ['coverage.xml'],
  },
  go: {
    runner: 'go test',
    howTo: 'run `go test -json -coverprofile=coverage.out ./... > test-results.json`',
    results: ['test-results.json'],
    coverage: ['coverage.out'],
  },
  maven: {
    runner: 'maven',
    howTo:
      'Surefire writes `target/surefire-reports/TEST-*.xml` by itself; for coverage add `jacoco-maven-plugin` with the goals `prepare-agent` and `report`',
    results: ['target/surefire-reports/TEST-*.xml'],
    coverage: ['target/site/jacoco/jacoco.xml'],
  },
  gradle: {
    runner: 'gradle',
    howTo:
      'Gradle writes `build/test-results/test/TEST-*.xml` by itself; for coverage apply `jacoco` and set `jacocoTestReport { reports { xml.required = true } }`',
    results: ['build/test-results/**/TEST-*.xml'],
    coverage: ['build/reports/jacoco/test/jacocoTestReport.xml'],
  },
  dotnet: {
    runner: 'dotnet test',
    howTo: 'run `dotnet test --logger trx --collect:"XPlat Code Coverage"`',
    results: ['**/TestResults/**/*.trx'],
    coverage: ['**/TestResults/**/coverage.cobertura.xml'],
  },
  cargo: {
    runner: 'cargo',
    howTo:
      'run `cargo nextest run --profile ci` with `[profile.ci.junit] path = "junit.xml"` in `.config/nextest.toml`; for coverage `cargo llvm-cov nextest --lcov --output-path lcov.info`',
    results: ['target/nextest/ci/junit.xml'],
    coverage: ['lcov.info'],
  },
  phpunit: {
    runner: 'phpunit',
    howTo: 'run `phpunit --log-junit junit.xml --coverage-cobertura cobertura.xml`',
    results: ['junit.xml'],
    coverage: ['cobertura.xml'],
  },
  rspec: {
    runner: 'rspec',
    howTo:
      'run `rspec --format progress --format json --out test-results.json`; for coverage use `simplecov-cobertura`',
    results: ['test-results.json'],
    coverage: ['coverage/coverage.xml'],
  },
};
