/** What a reader of the manifests and the CI of a public repository says that `qitops init` should write. */
export interface ExpectedInit {
  repository: string;
  sha: string;
  kind: string;
  /** Jobs of its workflow that get the step, by the workflow's path; null = none of its workflows runs its tests on pull requests. */
  joins: { path: string; jobs: string[] } | null;
  /** What a workflow of its own does where it has none: a job a unit. */
  alone: { unit: string; setUp: string | null; runs: string[] }[];
}

const VITEST = '--reporter=default --reporter=junit --outputFile.junit=reports/junit.xml';
const VITEST_COVERED = `${VITEST} --coverage.enabled --coverage.reporter=lcov --coverage.reportOnFailure`;
const JEST =
  '--ci --json --outputFile=test-results.json --coverage --coverageReporters=lcov --coverageReporters=text';
const PYTEST = '--junitxml=junit.xml';
const PYTEST_COVERED = `${PYTEST} --cov --cov-branch --cov-report=xml`;
const NODE_TEST =
  'NODE_OPTIONS="--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml"';
const GO = ['go mod download', 'go test -json -coverprofile=coverage.out ./... > test-results.json'];

const CARGO = `set -o pipefail; cargo test --no-fail-fast | awk '{ print } /^running [0-9]+ tests?$/ { plan += $2 } /^test .* [.][.][.] (ok|FAILED|ignored)/ { name = $0; sub(/^test /, "", name); sub(/ [.][.][.] .*$/, "", name); print (/FAILED$/ ? "not ok " : "ok ") ++point " - " name (/ [.][.][.] ignored/ ? " # SKIP" : "") > "test-results.tap" } END { print "1.." plan + 0 > "test-results.tap" }'`;

const WORKFLOWS = '.github/workflows';
const npmMember = (unit: string) => ({
  unit,
  setUp: 'node lts/*',
  runs: ['npm ci', 'npm run build', `npm test -- ${VITEST_COVERED}`],
});
const uvMember = (unit: string) => ({
  unit,
  setUp: null,
  runs: ['uv sync --locked', `uv run pytest ${PYTEST}`],
});

/** Read by hand at these commits. */
export const EXPECTED_INITS: ExpectedInit[] = [
  {
    repository: 'ixartz/Next-js-Boilerplate',
    sha: '1174af3a6d2bc191ebe4a241c72a45d39421b897',
    kind: 'Next.js application, Vitest in a browser',
    // run by `npm run …` as the arguments of an image
    joins: { path: `${WORKFLOWS}/CI.yml`, jobs: ['unit', 'storybook', 'e2e'] },
    alone: [
      {
        unit: '.',
        setUp: 'node >=20',
        // its build wants a database; its tests want a browser
        runs: ['npm ci', 'npx playwright install --with-deps', `npm test -- ${VITEST_COVERED}`],
      },
    ],
  },
  {
    repository: 'brocoders/nestjs-boilerplate',
    sha: '9620f159eefe38f47747d02ab162852367c5472c',
    kind: 'NestJS application, Jest',
    // its workflows try its generators by shell scripts; nothing runs its tests
    joins: null,
    // there is no unit test: the comment is to say so
    alone: [
      {
        unit: '.',
        setUp: 'node 24.14.1',
        runs: ['npm ci', 'npm run build', `npm test -- ${JEST} --passWithNoTests`],
      },
    ],
  },
  {
    repository: 'hagopj13/node-express-boilerplate',
    sha: '179ae84efec61b14206d0305d941daed6c6d07f9',
    kind: 'Express application, Jest, yarn',
    joins: null,
    alone: [
      {
        unit: '.',
        setUp: 'node >=12.0.0',
        // its README has everybody make the .env first
        runs: ['cp .env.example .env', 'yarn install --frozen-lockfile', `yarn test ${JEST}`],
      },
    ],
  },
  {
    repository: 'joaopaulomoraes/reactjs-vite-tailwindcss-boilerplate',
    sha: 'ab266e9d9cb8395f439745f449adadd8edc502e6',
    kind: 'Vite React application, Vitest, pnpm',
    joins: null,
    alone: [
      {
        unit: '.',
        setUp: 'node lts/*, pnpm 10',
        // it has no coverage provider
        runs: ['pnpm install --frozen-lockfile', 'pnpm run build', `pnpm test --run ${VITEST}`],
      },
    ],
  },
  {
    repository: 'vuejs/pinia',
    sha: '254eec764ecccd120ab9dbc31352d76ffd6ecfa3',
    kind: 'pnpm monorepo, Vitest',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['build'] },
    // what comes before Vitest in its test script prepares it; what comes behind it, a build too, tests nothing
    alone: [
      {
        unit: '.',
        setUp: 'node lts/*, pnpm',
        runs: [
          'pnpm install --frozen-lockfile',
          `pnpm run -r dev:prepare && pnpm run test:types && pnpm run test:vitest run ${VITEST_COVERED}`,
        ],
      },
    ],
  },
  {
    repository: 'changesets/changesets',
    sha: '5322174b2722b626161ca1b9c0889ede440b30b5',
    kind: 'pnpm monorepo, Vitest, set up by a composite action',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['test'] },
    alone: [
      {
        unit: '.',
        setUp: 'node 24, pnpm',
        runs: ['pnpm install --frozen-lockfile', 'pnpm run build', `pnpm test --run ${VITEST_COVERED}`],
      },
    ],
  },
  {
    repository: 'modelcontextprotocol/servers',
    sha: '76d64c822f5125032f89eb71dbdb94e42b434821',
    kind: 'npm workspaces and uv projects, a matrix made while it runs',
    joins: { path: `${WORKFLOWS}/typescript.yml`, jobs: ['test'] },
    alone: [
      npmMember('src/everything'),
      uvMember('src/fetch'),
      npmMember('src/filesystem'),
      uvMember('src/git'),
      npmMember('src/memory'),
      npmMember('src/sequentialthinking'),
      uvMember('src/time'),
    ],
  },
  {
    repository: 'jaredpalmer/formik',
    sha: '91475adbf33579561e580eceea0c031f4ec2e992',
    kind: 'yarn workspaces with turbo, Jest',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['interaction', 'unit'] },
    // its script ends in the dashes behind which turbo hands options on
    alone: [
      {
        unit: '.',
        setUp: 'node 18',
        runs: ['yarn install --frozen-lockfile', 'yarn run build', `yarn test ${JEST}`],
      },
    ],
  },
  {
    repository: 'unjs/ufo',
    sha: '11308c0bb5cb4a4bc3bfcbdc5c03177b097423e6',
    kind: 'library, Vitest, pnpm',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['ci'] },
    alone: [
      {
        unit: '.',
        setUp: 'node lts/*, pnpm',
        // its test script lints before
        runs: [
          'pnpm install --frozen-lockfile',
          'pnpm run build',
          `pnpm exec vitest run --typecheck ${VITEST_COVERED}`,
        ],
      },
    ],
  },
  {
    repository: 'typestack/class-transformer',
    sha: '69cd8ccbc672179ea46492a625653ec448f03a17',
    kind: 'library, Jest',
    joins: { path: `${WORKFLOWS}/continuous-integration-workflow.yml`, jobs: ['tests'] },
    alone: [{ unit: '.', setUp: 'node lts/*', runs: ['npm ci', 'npm run build', `npm test -- ${JEST}`] }],
  },
  {
    repository: 'auth0/node-jsonwebtoken',
    sha: 'bc28861f1fa981ed9c009e29c044a19760a0b128',
    kind: 'library, Mocha, CircleCI',
    joins: null,
    // its test script lints before and weighs its modules behind Mocha, which is of a version without a JSON file
    alone: [
      {
        unit: '.',
        setUp: 'node >=12',
        runs: [
          'npm install',
          'npm run coverage -- --reporter xunit --reporter-options output=test-results.xml',
        ],
      },
    ],
  },
  {
    repository: 'tj/commander.js',
    sha: 'ba6d13ddb4243e5913367734f8c159089ffe7834',
    kind: 'library, node:test',
    joins: { path: `${WORKFLOWS}/tests.yml`, jobs: ['test'] },
    alone: [{ unit: '.', setUp: 'node >=22.12.0', runs: ['npm ci', `${NODE_TEST} npm test`] }],
  },
  {
    repository: 'fastify/secure-json-parse',
    sha: 'aa7555b85eb6aed4f4e4fbf0b4ef85d795822320',
    kind: 'library, tape',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['test'] },
    alone: [
      { unit: '.', setUp: 'node lts/*', runs: ['npm install', 'npm run test:unit > test-results.tap'] },
    ],
  },
  {
    repository: 'tkem/cachetools',
    sha: '28d4506f2a49d781ffbcecb095fa7aba5bb80aff',
    kind: 'Python with pip, pytest by tox',
    // tox runs all of its environments there and takes no options for one
    joins: null,
    alone: [
      {
        unit: '.',
        setUp: 'python 3.10',
        runs: ['pip install -e . pytest pytest-cov', `pytest ${PYTEST_COVERED}`],
      },
    ],
  },
  {
    repository: 'python-poetry/tomlkit',
    sha: 'd8ed1e3cdb024dfc2c6f12b45a0dfd4d4d91f727',
    kind: 'Python with Poetry, pytest, a submodule',
    joins: { path: `${WORKFLOWS}/tests.yml`, jobs: ['Tests'] },
    alone: [
      {
        unit: '.',
        setUp: 'python 3.9, submodules',
        runs: ['pip install poetry', 'poetry install', `poetry run pytest ${PYTEST_COVERED}`],
      },
    ],
  },
  {
    repository: 'pallets/itsdangerous',
    sha: '672971d66a2ef9f85151e53283113f33d642dabd',
    kind: 'Python with uv, pytest by tox',
    joins: { path: `${WORKFLOWS}/tests.yaml`, jobs: ['tests'] },
    alone: [uvMember('.')],
  },
  {
    repository: 'gorilla/mux',
    sha: 'db9d1d0073d27a0a2d9a8c1bc52aa0af4374d265',
    kind: 'Go module',
    joins: { path: `${WORKFLOWS}/test.yml`, jobs: ['unit'] },
    alone: [{ unit: '.', setUp: 'go 1.20', runs: GO }],
  },
  {
    repository: 'go-chi/chi',
    sha: '735ae2b87f8c733d616e809ae86e0985c1bc3350',
    kind: 'Go module, make',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['test'] },
    alone: [{ unit: '.', setUp: 'go 1.23', runs: GO }],
  },
  {
    repository: 'apache/commons-csv',
    sha: 'd9b9f062b84ea02a30a7817789a2bb71a21c51a9',
    kind: 'Maven',
    joins: { path: `${WORKFLOWS}/maven.yml`, jobs: ['build'] },
    // it compiles to 8, which is no JDK to build with
    alone: [{ unit: '.', setUp: 'java 17', runs: ['mvn -B test'] }],
  },
  {
    repository: 'mockito/mockito',
    sha: 'ee8a330da0218f32d5964acdeaa3ac39e2c6ce14',
    kind: 'Gradle',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['java', 'graalvm'] },
    alone: [{ unit: '.', setUp: 'java 21', runs: ['./gradlew test'] }],
  },
  {
    repository: 'sharkdp/fd',
    sha: 'ee20f426ddf338ac7ead5c5f00ea49258005caaf',
    kind: 'Rust',
    joins: { path: `${WORKFLOWS}/CICD.yml`, jobs: ['min_version', 'build'] },
    // cargo itself writes no report: what it prints is kept
    alone: [{ unit: '.', setUp: null, runs: [CARGO] }],
  },
  {
    repository: 'thephpleague/csv',
    sha: 'e6de76c0a3b1aa05aee97ccfed686201c8251be1',
    kind: 'PHP, PHPUnit by Composer',
    joins: { path: `${WORKFLOWS}/build.yml`, jobs: ['linux_tests'] },
    // its phpunit.xml asks for a JUnit report already
    alone: [{ unit: '.', setUp: 'php 8.2', runs: ['composer install', 'composer run phpunit'] }],
  },
  {
    repository: 'lostisland/faraday',
    sha: '59334e0e9b1918bd26b143f4a7bbc8c765de3ac4',
    kind: 'Ruby, RSpec by rake',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['build'] },
    alone: [
      {
        unit: '.',
        setUp: 'ruby 3.0',
        runs: ['bundle install', 'bundle exec rspec --format progress --format json --out test-results.json'],
      },
    ],
  },
  {
    repository: 'FluentValidation/FluentValidation',
    sha: 'ea299fe59719950018fa240dab86da414190d7f4',
    kind: '.NET, a build script',
    joins: { path: `${WORKFLOWS}/ci.yml`, jobs: ['build'] },
    alone: [
      {
        unit: '.',
        setUp: 'dotnet 10.0.x',
        runs: ['dotnet restore', 'dotnet test --logger trx --collect:"XPlat Code Coverage"'],
      },
    ],
  },
];
