/** Files that decide how every test runs: lock files, manifests, configuration of tools and of CI. */
const EVERYTHING =
  /(^|\/)(package(-lock)?\.json|npm-shrinkwrap\.json|pnpm-(lock|workspace)\.yaml|yarn\.lock|bun\.lockb?|deno\.jsonc?|deno\.lock|[tj]sconfig[^/]*\.json|[^/]+\.config\.([cm]?[jt]s|json)|\.(babel|mocha|swc|npm|yarn|nvm|nyc)rc[^/]*|\.node-version|\.tool-versions|lerna\.json|nx\.json|turbo\.json|pyproject\.toml|setup\.(py|cfg)|tox\.ini|noxfile\.py|pytest\.ini|\.coveragerc|requirements[^/]*\.txt|poetry\.lock|uv\.lock|pdm\.lock|Pipfile(\.lock)?|go\.(mod|sum|work|work\.sum)|pom\.xml|(build|settings)\.gradle(\.kts)?|gradle\.properties|libs\.versions\.toml|gradle-wrapper\.properties|Cargo\.(toml|lock)|rust-toolchain(\.toml)?|Gemfile(\.lock)?|Rakefile|\.rspec|composer\.(json|lock)|phpunit\.xml(\.dist)?|[^/]+\.(csproj|sln|props|targets)|global\.json|Makefile|CMakeLists\.txt|Dockerfile[^/]*|(docker-)?compose[^/]*\.ya?ml|\.env[^/]*|Jenkinsfile|\.gitlab-ci\.yml|azure-pipelines\.yml|\.travis\.yml)$|^\.(github\/(workflows|actions)|circleci|buildkite|devcontainer)\/|(^|\/)migrations?\//;

/** Files that no test runs differently for. */
const INERT =
  /(^|\/)(LICENSE|COPYING|NOTICE|AUTHORS|CODEOWNERS|\.gitignore|\.gitattributes|\.editorconfig|\.mailmap)[^/]*$|\.(md|mdx|rst|adoc|png|jpe?g|gif|webp|ico|css|scss|less|woff2?)$/i;

/** Whether a change of this path can make any test fail. */
export function changesEverything(path: string): boolean {
  return EVERYTHING.test(path);
}

/** Whether a change of this path makes no test fail: prose, pictures, styles. */
export function isInert(path: string): boolean {
  return INERT.test(path);
}

/** Stems that name no subject. */
const EMPTY = new Set([
  '',
  'index',
  'main',
  'mod',
  'lib',
  '__init__',
  'conftest',
  'types',
  'utils',
  'helpers',
]);

/** What a file is about: its name without folder, endings and the marks of tests; null = it names no subject. */
export function stemOf(path: string): string | null {
  const stem = path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\..*$/, '')
    .replace(/^test_|_(test|spec)s?$/g, '')
    .replace(/(?<=[a-z0-9])(Tests?|IT|Spec)$/, '')
    .toLowerCase();
  return EMPTY.has(stem) ? null : stem;
}

const DATA =
  /(^|\/)(fixtures?|__fixtures__|testdata|test-data|__snapshots__|snapshots|__mocks__|mocks|resources|data)\//;

/** The folder, with `/` at its end, whose tests a changed file is data of; null when it lies in no such place. */
export function dataHome(changed: string): string | null {
  const match = DATA.exec(changed);
  const home = match ? changed.slice(0, match.index) : '';
  return home === '' ? null : `${home}/`;
}
