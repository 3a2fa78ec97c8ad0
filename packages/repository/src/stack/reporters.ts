import { DOTNET_REPORTERS } from './dotnet-reporters.ts';
import { MINITEST_REPORTERS } from './minitest-reporters.ts';

/** How to make a runner write reports: results that are found by their default names, and coverage. */
export interface ReporterAdvice {
  runner: string;
  howTo: string;
  results: string[];
  coverage: string[];
  /** Options to put behind the runner's command, or where its output goes; null when the report takes more than that. */
  options: string | null;
  /** Options for versions that do not know those, and what in a manifest tells such a version. */
  older?: { manifest: RegExp; options: string };
  /** What has to be brought for the options to work; absent = the runner itself has them. */
  needs?: RegExp;
  /** Those for coverage, what the manifests have to hold for them to work, and others for projects that those break. */
  coverageOptions?: {
    options: string;
    needs: RegExp;
    where?: { manifest: RegExp; options: string };
    /** Those for a command that measures by itself; absent = the same. */
    measured?: string;
  };
  /** The option that names the folder of coverage, where several runs would write over each other. */
  coverageFolder?: string;
  /** Options that the runner takes from NODE_OPTIONS, so that its place in the command does not matter. */
  nodeOptions?: string;
  /** The variable that the runner takes options from, wherever it is called. */
  variable?: string;
  /** Commands that are written anew for a report. */
  whole?: Readonly<Record<string, string>>;
  /** The command that keeps its report from what the runner prints; null when the command is not so plain. */
  printed?: (run: string) => string | null;
  /** Whether the runner can be told apart in a command line. */
  invoked: RegExp;
  /** What in a command, script or configuration says that reports are written; null = they always are. */
  tells: { results: RegExp | null; coverage: RegExp };
}

/**
 * Reads what cargo prints: a point of TAP for a line of a test, and a plan of as many as were begun, so that tests whose
 * program ended in the middle are missed.
 */
const CARGO_TO_TAP = `awk '{ print } /^running [0-9]+ tests?$/ { plan += $2 } /^test .* [.][.][.] (ok|FAILED|ignored)/ { name = $0; sub(/^test /, "", name); sub(/ [.][.][.] .*$/, "", name); print (/FAILED$/ ? "not ok " : "ok ") ++point " - " name (/ [.][.][.] ignored/ ? " # SKIP" : "") > "test-results.tap" } END { print "1.." plan + 0 > "test-results.tap" }'`;

export const REPORTERS: Record<string, ReporterAdvice> = {
  vitest: {
    runner: 'vitest',
    howTo:
      'run `vitest run --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml --coverage.enabled --coverage.reporter=lcov --coverage.reportOnFailure` (coverage needs `@vitest/coverage-v8`)',
    results: ['reports/junit.xml'],
    coverage: ['coverage/lcov.info'],
    options: '--reporter=default --reporter=junit --outputFile.junit=reports/junit.xml',
    coverageOptions: {
      options: '--coverage.enabled --coverage.reporter=lcov --coverage.reportOnFailure',
      needs: /@vitest\/coverage-/,
    },
    coverageFolder: '--coverage.reportsDirectory',
    invoked: /\bvitest\b/,
    tells: {
      // `reporter` without an s is that of coverage
      results: /--reporter[= ]\S*(junit|json)|reporters['"]?\s*:[^\n]*(junit|json)|outputFile/,
      coverage: /--coverage(?!\.enabled=false)|coverage['"]?\s*:/,
    },
  },
  jest: {
    runner: 'jest',
    howTo:
      'run `jest --ci --json --outputFile=test-results.json --coverage --coverageReporters=lcov --coverageReporters=text`',
    results: ['test-results.json'],
    coverage: ['coverage/lcov.info'],
    options: '--ci --json --outputFile=test-results.json',
    coverageOptions: {
      options: '--coverage --coverageReporters=lcov --coverageReporters=text',
      needs: /./,
      // this runtime forbids code that is made while it runs, as Istanbul's is
      where: {
        manifest: /"@edge-runtime\/jest-environment"/,
        options: '--coverage --coverageProvider=v8 --coverageReporters=lcov --coverageReporters=text',
      },
    },
    coverageFolder: '--coverageDirectory',
    invoked: /\bjest\b|\b(react-scripts|tsdx) test\b/,
    tells: {
      results: /jest-junit|--json\b|--outputFile/,
      coverage: /--coverage\b|collectCoverage['"]?\s*:\s*true/,
    },
  },
  mocha: {
    runner: 'mocha',
    howTo:
      'run `mocha --reporter json --reporter-option output=test-results.json`; for coverage `c8 --reporter=lcov mocha …`',
    results: ['test-results.json'],
    coverage: ['coverage/lcov.info'],
    options: '--reporter json --reporter-option output=test-results.json',
    // the JSON of these goes nowhere but to the terminal
    older: {
      manifest: /"mocha"\s*:\s*"[~^>=v]*([0-8]|9\.[01])\./,
      options: '--reporter xunit --reporter-options output=test-results.xml',
    },
    invoked: /\bmocha\b/,
    tells: {
      results:
        /mocha-junit-reporter|--reporter[= ](json|xunit|\S*multi)|\breporter['"]?:\s*['"]?(json|xunit)/,
      coverage: /\b(c8|nyc)\b/,
    },
  },
  'node:test': {
    runner: 'node:test',
    howTo:
      'run `node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml`; for coverage add `--experimental-test-coverage --test-reporter=lcov --test-reporter-destination=lcov.info`',
    results: ['junit.xml'],
    coverage: ['lcov.info'],
    options: null,
    nodeOptions:
      '--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml',
    // bnt is another face of it
    invoked: /\bnode\b.*\s--test\b|\bbnt\b/,
    tells: {
      results: /--test-reporter[= ](junit|tap)/,
      coverage: /--experimental-test-coverage|\b(c8|nyc)\b/,
    },
  },
  borp: {
    runner: 'node:test',
    howTo: 'run `borp --reporter=spec --reporter=junit:junit.xml`; for coverage `c8 --reporter=lcov borp`',
    results: ['junit.xml'],
    coverage: ['coverage/lcov.info'],
    options: '--reporter=spec --reporter=junit:junit.xml',
    invoked: /\bborp\b/,
    tells: { results: /--reporter[= ](junit|tap):/, coverage: /\b(c8|nyc)\b|--coverage\b/ },
  },
  playwright: {
    runner: 'playwright',
    howTo: 'run `PLAYWRIGHT_JUNIT_OUTPUT_NAME=test-results/junit.xml playwright test --reporter=list,junit`',
    results: ['test-results/junit.xml'],
    coverage: [],
    options: null,
    invoked: /\bplaywright test\b/,
    tells: {
      results: /--reporter[= ]\S*(junit|json)|reporter['"]?\s*:[^\n]*(junit|json)/,
      coverage: /monocart|v8-coverage/,
    },
  },
  cypress: {
    runner: 'cypress',
    howTo: 'run `cypress run --reporter junit --reporter-options mochaFile=test-results/junit-[hash].xml`',
    results: ['test-results/junit-*.xml'],
    coverage: [],
    options: '--reporter junit --reporter-options mochaFile=test-results/junit-[hash].xml',
    invoked: /\bcypress run\b/,
    tells: {
      results: /--reporter[= ]\S*junit|reporter['"]?\s*:[^\n]*(junit|multi)/,
      coverage: /@cypress\/code-coverage/,
    },
  },
  pytest: {
    runner: 'pytest',
    howTo:
      'run `pytest --junitxml=junit.xml --cov --cov-branch --cov-report=xml` (coverage needs `pytest-cov`)',
    results: ['junit.xml'],
    coverage: ['coverage.xml'],
    options: '--junitxml=junit.xml',
    variable: 'PYTEST_ADDOPTS',
    coverageOptions: {
      options: '--cov --cov-branch --cov-report=xml',
      needs: /\bpytest-cov\b/,
      measured: '--cov-report=xml',
    },
    invoked: /\bpytest\b|\bpy\.test\b/,
    tells: { results: /--junit-?xml|junit_family/, coverage: /--cov\b|--cov[=-]|\bcoverage run\b/ },
  },
  // its environment for tests measures by itself, and has no pytest-cov
  hatch: {
    runner: 'pytest',
    howTo: 'run `hatch test --junitxml=junit.xml`; for coverage `hatch test --cover` and `coverage xml`',
    results: ['junit.xml'],
    coverage: ['coverage.xml'],
    options: '--junitxml=junit.xml',
    variable: 'PYTEST_ADDOPTS',
    invoked: /\bpytest\b|\bhatch test\b/,
    tells: { results: /--junit-?xml|junit_family/, coverage: /--cover-xml\b|\bcoverage xml\b/ },
  },
  go: {
    runner: 'go test',
    howTo: 'run `go test -json -coverprofile=coverage.out ./... > test-results.json`',
    results: ['test-results.json'],
    coverage: ['coverage.out'],
    options: null,
    whole: { 'go test ./...': 'go test -json -coverprofile=coverage.out ./... > test-results.json' },
    printed: (run) =>
      /^go test( [\w=,./:@-]+)*$/.test(run) && !/ -(bench|json|c|list)\b/.test(run)
        ? `${run.replace('go test', `go test -json${run.includes('-coverprofile') ? '' : ' -coverprofile=coverage.out'}`)} > test-results.json`
        : null,
    invoked: /\bgo test\b/,
    tells: { results: /gotestsum|go-junit-report|\bgo test\b[^\n]*-json\b/, coverage: /-coverprofile\b/ },
  },
  maven: {
    runner: 'maven',
    howTo:
      'Surefire writes `target/surefire-reports/TEST-*.xml` by itself; for coverage add `jacoco-maven-plugin` with the goals `prepare-agent` and `report`',
    results: ['target/surefire-reports/TEST-*.xml'],
    coverage: ['target/site/jacoco/jacoco.xml'],
    options: null,
    // options alone run the default goal of the project, which is one of these
    invoked: /\bmvnw?\b.*\b(test|verify|package|install)\b|^(\.\/)?mvnw?( -(?!v)\S+)*$/,
    tells: { results: null, coverage: /jacoco/ },
  },
  gradle: {
    runner: 'gradle',
    howTo:
      'Gradle writes `build/test-results/test/TEST-*.xml` by itself; for coverage apply `jacoco` and set `jacocoTestReport { reports { xml.required = true } }`',
    results: ['build/test-results/**/TEST-*.xml'],
    coverage: ['build/reports/jacoco/test/jacocoTestReport.xml'],
    options: null,
    invoked: /\bgradlew?\b.*\b(\w*test|check|build)\b/i,
    tells: { results: null, coverage: /jacoco|kover/i },
  },
  ...DOTNET_REPORTERS,
  cargo: {
    runner: 'cargo',
    howTo:
      'run `cargo nextest run --profile ci` with `[profile.ci.junit] path = "junit.xml"` in `.config/nextest.toml`; for coverage `cargo llvm-cov nextest --lcov --output-path lcov.info`',
    results: ['test-results.tap', 'target/nextest/ci/junit.xml'],
    coverage: ['lcov.info'],
    options: null,
    // one line a test, and no file of its own in the stable toolchain
    printed: (run) =>
      // told to be quiet, or to print otherwise, it names no test on a line of its own
      /^cargo test( [\w=,./:-]+)*$/.test(run) && !/ (-q|--quiet|--format)\b/.test(run)
        ? `set -o pipefail; ${run.replace(/( -- |$)/, ' --no-fail-fast$1')} | ${CARGO_TO_TAP}`
        : null,
    // cross takes cargo's commands, and either may be named by a variable
    invoked: /\b(cargo|cross)\b.*\b(test|nextest)\b|^\$\{?\w+\}? test\b/,
    tells: { results: /^\[profile\.[\w-]+\.junit\]/m, coverage: /llvm-cov|tarpaulin|grcov/ },
  },
  phpunit: {
    runner: 'phpunit',
    howTo: 'run `phpunit --log-junit junit.xml --coverage-cobertura cobertura.xml`',
    results: ['junit.xml'],
    coverage: ['cobertura.xml'],
    options: '--log-junit junit.xml',
    // it measures what the settings name, and Xdebug is set up
    coverageOptions: {
      options: '--coverage-cobertura cobertura.xml',
      needs: /<source[\s>]|<coverage[^>]*>\s*<include/,
      measured: '',
    },
    invoked: /\b(phpunit|pest)\b/,
    tells: {
      results: /--log-junit|<junit\b/,
      coverage: /--coverage-(clover|cobertura)|<(clover|cobertura)\b/,
    },
  },
  rspec: {
    runner: 'rspec',
    howTo:
      'run `rspec --format progress --format json --out test-results.json`; for coverage use `simplecov-cobertura`',
    results: ['test-results.json'],
    coverage: ['coverage/coverage.xml'],
    options: '--format progress --format json --out test-results.json',
    variable: 'SPEC_OPTS',
    invoked: /\brspec\b|\brake( (spec|default))?$/,
    tells: { results: /RspecJunitFormatter|--format json|-f json/, coverage: /simplecov/ },
  },
  ...MINITEST_REPORTERS,
  ava: {
    runner: 'ava',
    howTo: 'run `ava --tap > test-results.tap`; for coverage `c8 --reporter=lcov ava`',
    results: ['test-results.tap'],
    coverage: ['coverage/lcov.info'],
    options: '--tap > test-results.tap',
    invoked: /\bava\b(?!\.)/,
    tells: { results: /--tap\b/, coverage: /\b(c8|nyc)\b/ },
  },
  tap: {
    runner: 'tap',
    howTo: 'run `tap --reporter=tap > test-results.tap`; for coverage `tap --coverage-report=lcov`',
    results: ['test-results.tap'],
    coverage: ['coverage/lcov.info', '.tap/report/lcov.info'],
    options: '--reporter=tap > test-results.tap',
    invoked: /(^|[;&]\s*|\b(nyc|c8|npx|exec|yarn)\s+|=\S+\s+)tap\b(?![-.\w])/m,
    tells: { results: />\s*\S+\.tap\b/, coverage: /--coverage-report=lcov\b/ },
  },
  jasmine: {
    runner: 'jasmine',
    howTo:
      'add `jasmine-reporters`, and `jasmine.getEnv().addReporter(new reporters.JUnitXmlReporter({ savePath: "test-results" }))` to a helper; for coverage `c8 --reporter=lcov jasmine`',
    results: ['test-results/**/*.xml'],
    coverage: ['coverage/lcov.info'],
    options: null,
    invoked: /\bjasmine\b(?![-.\w/])/,
    tells: { results: /jasmine-reporters|JUnitXmlReporter/, coverage: /\b(c8|nyc)\b/ },
  },
  bun: {
    runner: 'bun test',
    howTo:
      'run `bun test --reporter=junit --reporter-outfile=junit.xml --coverage --coverage-reporter=lcov --coverage-reporter=text`',
    results: ['junit.xml'],
    coverage: ['coverage/lcov.info'],
    options: '--reporter=junit --reporter-outfile=junit.xml',
    coverageOptions: {
      options: '--coverage --coverage-reporter=lcov --coverage-reporter=text',
      needs: /./,
    },
    coverageFolder: '--coverage-dir',
    invoked: /\bbun test\b(?![:.\w-])/,
    tells: { results: /--reporter[= ]junit/, coverage: /--coverage\b|coverage\s*=\s*true/ },
  },
  deno: {
    runner: 'deno test',
    howTo: 'run `deno test --junit-path=junit.xml --coverage`, which writes `coverage/lcov.info` too',
    results: ['junit.xml'],
    coverage: ['coverage/lcov.info'],
    options: '--junit-path=junit.xml',
    coverageOptions: { options: '--coverage', needs: /./ },
    invoked: /\bdeno test\b(?![:.\w-])/,
    tells: { results: /--junit-path\b|--reporter[= ]junit/, coverage: /\bdeno test\b[^&|;]*--coverage\b/ },
  },
  ng: {
    runner: 'vitest',
    howTo:
      'run `ng test --reporters=junit --reporters=default --output-file=reports/junit.xml --coverage --coverage-reporters=lcov --coverage-reporters=text` (coverage needs `@vitest/coverage-v8`)',
    results: ['reports/junit.xml'],
    coverage: ['coverage/**/lcov.info'],
    // the file is that of the first
    options: '--reporters=junit --reporters=default --output-file=reports/junit.xml',
    coverageOptions: {
      options: '--coverage --coverage-reporters=lcov --coverage-reporters=text',
      needs: /@vitest\/coverage-/,
    },
    invoked: /\bng test\b/,
    tells: { results: /--reporters[= ](junit|json)/, coverage: /--coverage\b/ },
  },
  karma: {
    runner: 'karma',
    howTo:
      'add `karma-junit-reporter` with `reporters: ["progress", "junit"]` and `junitReporter: { outputDir: "test-results" }`; for coverage `karma-coverage` with the reporter `lcov`',
    results: ['test-results/**/*.xml'],
    coverage: ['coverage/**/lcov.info'],
    options: null,
    invoked: /\bkarma start\b|\bng test\b/,
    tells: { results: /karma-junit-reporter|['"]junit['"]/, coverage: /karma-coverage/ },
  },
  tape: {
    runner: 'tape',
    howTo: 'keep what it prints: `tape … > test-results.tap`; for coverage `c8 --reporter=lcov tape …`',
    results: ['test-results.tap'],
    coverage: ['coverage/lcov.info'],
    options: '> test-results.tap',
    invoked: /(^|[;&]\s*|\b(nyc|c8|npx)\s+)tape\b(?!-)/m,
    tells: { results: />\s*\S+\.tap\b/, coverage: /\b(c8|nyc)\b/ },
  },
  unittest: {
    runner: 'unittest',
    howTo:
      'run `pytest --junitxml=junit.xml --cov --cov-branch --cov-report=xml`, which runs unittest too (coverage needs `pytest-cov`)',
    results: ['junit.xml'],
    coverage: ['coverage.xml'],
    options: null,
    invoked: /\bunittest\b|\bmanage\.py test\b/,
    tells: { results: /unittest-xml|xmlrunner/, coverage: /\bcoverage run\b/ },
  },
  django: {
    runner: 'unittest',
    howTo:
      'install `unittest-xml-reporting` and run `python manage.py test --testrunner xmlrunner.extra.djangotestrunner.XMLTestRunner`; for coverage `coverage run manage.py test` and `coverage xml`',
    results: ['TEST-*.xml'],
    coverage: ['coverage.xml'],
    options: '--testrunner xmlrunner.extra.djangotestrunner.XMLTestRunner',
    needs: /unittest-xml-reporting/,
    invoked: /\bunittest\b|\bmanage\.py test\b/,
    tells: { results: /\bxmlrunner\b/, coverage: /\bcoverage run\b/ },
  },
};
