import type { DetectedUnit } from '../documents/detect.ts';
import { own, type PinnedAction, pinned } from './pinned-actions.ts';

/** What one job of a written workflow runs. */
export interface TestJob {
  id: string;
  unit: DetectedUnit;
  /** Whether the repository keeps files in submodules, which a checkout leaves out by itself. */
  submodules?: boolean;
}

/** Names of the artifact that takes the reports from the tests to the history. */
export const REPORTS = 'reports-for-history';

/** The checkout, without a token for what comes after; whole where a change is compared with its base. */
export function checkoutStep({
  whole,
  submodules = false,
}: {
  whole: boolean;
  submodules?: boolean;
}): string[] {
  return [
    `- uses: ${pinned('actions/checkout')}`,
    '  with:',
    ...(whole ? ['    fetch-depth: 0 # the change is compared with its base'] : []),
    ...(submodules ? ['    submodules: recursive'] : []),
    '    persist-credentials: false',
  ];
}

/** The steps of a job that installs and tests a unit. */
export function testSteps({ unit, submodules = false }: TestJob, { part }: { part: boolean }): string[] {
  const { install, build, test } = unit.commands;
  const before = [install, needsBuild(unit) ? build : null].flatMap((command) =>
    command ? [command.value] : [],
  );
  const missing = servicesToAdd(unit);
  // what everybody does who clones it; a variable that the job sets counts more
  const environment = unit.exampleEnv && test ? runStep(`cp ${unit.exampleEnv} .env`, test.value.cwd) : [];
  const prepares = unit.prepares && test ? [{ run: unit.prepares, cwd: test.value.cwd }] : [];
  const browsers = unit.browsers && test ? [{ run: unit.browsers, cwd: test.value.cwd }] : [];
  return [
    ...checkoutStep({ whole: true, submodules }),
    ...setUp(unit),
    `- uses: ${own('analyze-pr')} # looks at the end of the job, also when the tests failed`,
    ...withLines([
      ...(part ? ['shards: part # the job qitops judges all jobs at once'] : []),
      ...reportInputs(unit.unusualReports),
    ]),
    ...environment,
    ...[...before, ...browsers, ...prepares].flatMap(({ run, cwd }) => runStep(run, cwd)),
    ...(test ? runStep(withReports(unit), test.value.cwd) : []),
    // the tests of a service that is not there would be red for no cause
    ...(missing.length > 0
      ? [`# the tests seem to need: ${missing.join(', ')}; add them under \`services:\``]
      : []),
  ];
}

/** Inputs that name reports which lie where nobody looks by himself. */
export function reportInputs(unusual: DetectedUnit['unusualReports']): string[] {
  return (['results', 'coverage'] as const).flatMap((kind) => {
    const paths = unusual?.[kind] ?? [];
    return paths.length === 0 ? [] : [`${kind}: |`, ...paths.map((path) => `  ${path}`)];
  });
}

/** The inputs of a step below its `uses:`. */
export function withLines(inputs: readonly string[]): string[] {
  return inputs.length === 0 ? [] : ['  with:', ...inputs.map((line) => `    ${line}`)];
}

/** Services that the tests seem to need and that nothing says how to start. */
export function servicesToAdd({ services, containers = [] }: DetectedUnit): string[] {
  const there = containers.map(({ name, image }) => `${name} ${image}`.toLowerCase());
  return (services?.value ?? []).filter((name) => !there.some((each) => each.includes(name.slice(0, 5))));
}

/** Managers whose packages may test what a build made of them. */
const BUILT_APART = new Set(['npm', 'pnpm', 'yarn', 'bun', 'composer']);
/** Applications whose build asks for the variables and services that they are run with. */
const APPLICATIONS = new Set(['Next.js', 'Nuxt', 'Remix', 'Astro', 'Angular']);

/** Whether tests may stand on a build: compilers build for their tests, and applications are tested from their sources. */
function needsBuild({ packageManager, frameworks, buildsItself = false }: DetectedUnit): boolean {
  return (
    !buildsItself &&
    BUILT_APART.has(packageManager?.value.name ?? '') &&
    !frameworks?.value.some((name) => APPLICATIONS.has(name))
  );
}

function runStep(run: string, cwd: string): string[] {
  return [`- run: ${quoted(run)}`, ...(cwd === '.' ? [] : [`  working-directory: ${quoted(cwd)}`])];
}

/** The test command with the options that make it write reports, unless it writes them already. */
export function withReports(unit: DetectedUnit): string {
  const run = unit.commands.test!.value.run;
  const reporter = unit.reporters.find(({ command }) => command !== null);
  const told = reporter?.writes.results;
  // what another CI adds to the command is not in the command
  const elsewhere = told?.ref && 'path' in told.ref && OTHER_CI.test(told.ref.path) && told.text !== run;
  const written = reporter?.command && (!told || elsewhere) ? reporter.command : run;
  // a run that finds no test writes that down only where it may
  return unit.withoutTests && written !== run ? `${written} --passWithNoTests` : written;
}

/** Files in which CIs say what they run. */
const OTHER_CI =
  /^(\.github\/|\.gitlab-ci\.|\.travis\.|\.circleci\/|azure-pipelines\.|bitbucket-pipelines\.)/;

/** A scalar as YAML reads it back. */
export function quoted(text: string): string {
  return /^[\w./][\w ./@=,+-]*$/.test(text) &&
    !/\s$/.test(text) &&
    !/^(true|false|null|yes|no|on|off|[\d.]+)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

const SETUPS: Record<string, [PinnedAction, string, string]> = {
  node: ['actions/setup-node', 'node-version', 'lts/*'],
  python: ['actions/setup-python', 'python-version', '3.x'],
  go: ['actions/setup-go', 'go-version', 'stable'],
  java: ['actions/setup-java', 'java-version', '21'],
  dotnet: ['actions/setup-dotnet', 'dotnet-version', '10.x'],
  ruby: ['ruby/setup-ruby', 'ruby-version', 'ruby'],
  php: ['shivammathur/setup-php', 'php-version', 'latest'],
  bun: ['oven-sh/setup-bun', 'bun-version', 'latest'],
  deno: ['denoland/setup-deno', 'deno-version', 'v2.x'],
};
const OF_MANAGER: Record<string, string> = {
  npm: 'node',
  pnpm: 'node',
  yarn: 'node',
  bun: 'bun',
  deno: 'deno',
  go: 'go',
  maven: 'java',
  gradle: 'java',
  nuget: 'dotnet',
  bundler: 'ruby',
  composer: 'php',
  pip: 'python',
  poetry: 'python',
  pdm: 'python',
  pipenv: 'python',
  hatch: 'python',
  pixi: 'python',
  uv: 'python',
};

/** Managers that come as packages of their own language. */
const INSTALLED_BY_PIP = new Set(['poetry', 'pdm', 'pipenv', 'hatch']);

function setUp(unit: DetectedUnit): string[] {
  const manager = unit.packageManager?.value;
  const runtime = OF_MANAGER[manager?.name ?? ''];
  const setup = runtime && SETUPS[runtime];
  if (!manager || !setup) return [];
  if (manager.name === 'uv') return [`- uses: ${pinned('astral-sh/setup-uv')}`];
  if (manager.name === 'pixi')
    // the environments are made where they are used
    return [`- uses: ${pinned('prefix-dev/setup-pixi')}`, '  with:', '    run-install: false'];
  const [action, input, newest] = setup;
  const lines: string[] = [];
  const after: string[] = [];
  if (manager.name === 'pnpm')
    lines.push(
      `- uses: ${pinned('pnpm/action-setup')}`,
      ...(manager.version
        ? []
        : [
            '  with:',
            manager.compatible
              ? `    version: ${manager.compatible} # reads the lockfile; better: \`packageManager\` in package.json`
              : '    version: latest # better: `packageManager` in package.json',
          ]),
    );
  // what comes with Node is a yarn that knows no later lockfile
  if (manager.name === 'yarn' && /--immutable/.test(unit.commands.install?.value.run ?? ''))
    after.push('- run: npm install --global corepack && corepack enable');
  lines.push(`- uses: ${pinned(action)}`, '  with:');
  if (runtime === 'java') lines.push('    distribution: temurin');
  // a cache that a pull request wrote is nothing to run the default branch from
  if (runtime === 'node' && manager.name === 'npm') lines.push('    package-manager-cache: false');
  const asked = runtime === 'dotnet' ? previewFile(unit) : null;
  lines.push(
    asked
      ? `    global-json-file: ${quoted(asked)}`
      : `    ${input}: ${JSON.stringify(versionFor(runtime, unit) ?? newest)}`,
  );
  if (runtime === 'php') lines.push('    coverage: xdebug');
  if (INSTALLED_BY_PIP.has(manager.name)) after.push(`- run: pip install ${manager.name}`);
  return [...lines, ...after];
}

/** The `global.json` that asks for a preview, which no plain version stands for; null where none does. */
function previewFile({ runtimes }: DetectedUnit): string | null {
  const [first] = runtimes?.evidence ?? [];
  const path = first?.ref && 'path' in first.ref ? first.ref.path : '';
  return path.endsWith('global.json') && runtimes!.value.dotnet?.includes('-') ? path : null;
}

/** Releases that nobody builds on yet: `27-ea`, `head`, `3.14t`, `pypy3.10`. */
const APART = /[a-z]{2}|\dt$/i;
/** The least that hosted runners still have, and of Go the least that what modules need still builds with. */
const LEAST: Record<string, [number, number]> = { python: [3, 9], java: [17, 0], go: [1, 18] };

/** A version that the set-up action understands; of several the last, which is the newest in nearly every list. */
function versionFor(runtime: string, unit: DetectedUnit): string | null {
  const known = unit.runtimes?.value[runtime];
  if (known === undefined) return null;
  const all = known.split(/\s*[,;]\s*/);
  if (runtime === 'node' && /^[\w./*<>=^~ |-]+$/.test(known) && all.length === 1)
    return known.replace(/^v/, '');
  // what a range excludes is none of its versions
  const named = all.filter((one) => !/^[<!]/.test(one));
  const fit = named.filter((one) => !APART.test(one.replace(/^(net|temurin|zulu)-?/i, '')));
  // a standard that libraries are built to is nothing to install
  if (fit.length === 0 && runtime === 'dotnet') return null;
  const last = (fit.length > 0 ? fit : named).at(-1) ?? '';
  if (runtime === 'node') return newestOf(fit.length > 0 ? fit : named);
  const plain = /\d+(\.\d+)*/.exec(runtime === 'java' ? last.replace(/^1\./, '') : last)?.[0];
  if (plain === undefined) return null;
  const [major = 0, minor = 0] = plain.split('.').map(Number);
  const [least, leastMinor] = LEAST[runtime] ?? [0, 0];
  const old = major < least || (major === least && minor < leastMinor);
  // a newer compiler builds for an old release; one that the build or the CI names is left as it is
  if (old && (runtime !== 'java' || unit.runtimes!.confidence <= TARGETED))
    return runtime === 'java' ? '17' : null;
  if (runtime === 'php') return plain.split('.').slice(0, 2).join('.');
  // the least that a range allows is the one that breaks first
  return runtime === 'dotnet' ? `${major}.${minor}.x` : plain;
}

/** The highest, for lists of Node begin at either end. */
function newestOf(versions: readonly string[]): string {
  const major = (version: string): number => Number(/\d+/.exec(version)?.[0] ?? 0);
  return [...versions].sort((a, b) => major(a) - major(b)).at(-1) ?? '';
}

/** Confidence of a version that is only compiled for. */
const TARGETED = 0.5;
