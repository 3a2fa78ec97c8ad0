import type { DetectedUnit } from '../documents/detect.ts';
import { own, type PinnedAction, pinned } from './pinned-actions.ts';

/** What one job of a written workflow runs. */
export interface TestJob {
  id: string;
  unit: DetectedUnit;
}

/** Names of the artifact that takes the reports from the tests to the history. */
export const REPORTS = 'reports-for-history';

/** The checkout, without a token for what comes after; whole where a change is compared with its base. */
export function checkoutStep({ whole }: { whole: boolean }): string[] {
  return [
    `- uses: ${pinned('actions/checkout')}`,
    '  with:',
    ...(whole ? ['    fetch-depth: 0 # the change is compared with its base'] : []),
    '    persist-credentials: false',
  ];
}

/** The steps of a job that installs and tests a unit. */
export function testSteps({ unit }: TestJob, { part }: { part: boolean }): string[] {
  const { install, build, test } = unit.commands;
  const runs = [install, build, test].flatMap((command) => (command ? [command.value] : []));
  return [
    ...checkoutStep({ whole: true }),
    ...setUp(unit),
    `- uses: ${own('analyze-pr')} # looks at the end of the job, also when the tests failed`,
    ...(part ? ['  with:', '    shards: part # the job qitops judges all jobs at once'] : []),
    ...runs.flatMap((value) => runStep(value === test?.value ? withReports(unit) : value.run, value.cwd)),
    // the tests of a service that is not there would be red for no cause
    ...(unit.services
      ? [`# the tests seem to need: ${unit.services.value.join(', ')}; add them under \`services:\``]
      : []),
  ];
}

function runStep(run: string, cwd: string): string[] {
  return [`- run: ${quoted(run)}`, ...(cwd === '.' ? [] : [`  working-directory: ${quoted(cwd)}`])];
}

/** The test command with the options that make it write reports, unless it writes them already. */
export function withReports(unit: DetectedUnit): string {
  const run = unit.commands.test!.value.run;
  const reporter = unit.reporters.find(({ command }) => command !== null);
  return reporter?.command && !reporter.writes.results ? reporter.command : run;
}

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
};
const OF_MANAGER: Record<string, string> = {
  npm: 'node',
  pnpm: 'node',
  yarn: 'node',
  bun: 'bun',
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
  uv: 'python',
};

function setUp(unit: DetectedUnit): string[] {
  const manager = unit.packageManager?.value;
  const runtime = OF_MANAGER[manager?.name ?? ''];
  const setup = runtime && SETUPS[runtime];
  if (!manager || !setup) return [];
  if (manager.name === 'uv') return [`- uses: ${pinned('astral-sh/setup-uv')}`];
  const [action, input, newest] = setup;
  const lines: string[] = [];
  if (manager.name === 'pnpm')
    lines.push(
      `- uses: ${pinned('pnpm/action-setup')}`,
      ...(manager.version
        ? []
        : ['  with:', '    version: latest # better: `packageManager` in package.json']),
    );
  lines.push(`- uses: ${pinned(action)}`, '  with:');
  if (runtime === 'java') lines.push('    distribution: temurin');
  // a cache that a pull request wrote is nothing to run the default branch from
  if (runtime === 'node' && manager.name === 'npm') lines.push('    package-manager-cache: false');
  lines.push(`    ${input}: ${JSON.stringify(versionFor(runtime, unit) ?? newest)}`);
  if (runtime === 'php') lines.push('    coverage: xdebug');
  if (manager.name === 'poetry' || manager.name === 'pdm' || manager.name === 'pipenv')
    lines.push(`- run: pip install ${manager.name}`);
  return lines;
}

/** A version that the set-up action understands; of several the last, which is the newest in nearly every list. */
function versionFor(runtime: string, unit: DetectedUnit): string | null {
  const known = unit.runtimes?.value[runtime];
  if (known === undefined) return null;
  const last = known.split(/\s*[,;]\s*/).at(-1)!;
  if (runtime === 'node')
    return /^[\w./*<>=^~ |-]+$/.test(known) && !known.includes(',') ? known.replace(/^v/, '') : last;
  const plain = /\d+(\.\d+)*/.exec(last)?.[0];
  if (plain === undefined) return null;
  // the least that a range allows is the one that breaks first
  return runtime === 'dotnet' ? `${plain.split('.').slice(0, 2).join('.')}.x` : plain;
}
