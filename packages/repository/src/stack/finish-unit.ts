import { posix } from 'node:path';
import type { DetectedUnit, Evidence } from '@qitops/model';
import { type CiLine, runsIn } from './ci/ci-commands.ts';
import type { CiRuntime } from './ci/ci-runtimes.ts';
import type { WorkflowFile } from './ci/workflow-file.ts';
import { delegates } from './delegated.ts';
import { ofSolution } from './dotnet-target.ts';
import { type Detected, detected, Manifest } from './manifest.ts';
import { CONFIGURED } from './native-units.ts';
import { runScript } from './node-lock.ts';
import { quotedLine } from './quoted-line.ts';
import { unusualReports } from './report-paths.ts';
import { lastOf, reporterOf, type TestCommand } from './reporter-evidence.ts';
import { REPORTERS } from './reporters.ts';
import { runtimesOf } from './runtimes.ts';
import { needsOf } from './services.ts';
import { isWithin, type StackFiles, within } from './stack-files.ts';
import { callsOf } from './test-leaf.ts';
import type { CommandName, UnitDraft } from './unit-draft.ts';

/** What the CI says, read once for all units. */
export interface CiFacts {
  workflows: readonly WorkflowFile[];
  lines: readonly CiLine[];
  runtimes: readonly CiRuntime[];
}

/** Confidence in a command that the CI runs just so. */
const RUN_BY_CI = 0.97;

/** Joins what the manifests say with what the CI does. */
export async function finishUnit(draft: UnitDraft, files: StackFiles, ci: CiFacts): Promise<DetectedUnit> {
  const own = ci.lines.filter((line) => runsIn(line, draft.path));
  const tests = onChanges(testLines(draft, ci), ci);
  const commands = { ...draft.commands };
  for (const kind of Object.keys(commands) as CommandName[])
    commands[kind] = confirmed(commands[kind], own, (run) => runs(draft, kind, run));
  commands.test ??= fromCi(draft, tests);
  const jobs = new Set(tests.map(({ job }) => job));
  // a tool that is only configured gives way to the line that the CI runs
  for (const [kind, tool] of Object.entries(toolsOf(draft, own)))
    if ((commands[kind as CommandName]?.confidence ?? 0) <= CONFIGURED) commands[kind as CommandName] = tool;
  const target = commands.test && targetOf(draft, own, tests);
  if (target) commands.test = target;
  if (draft.packageManager?.value.name === 'nuget') Object.assign(commands, ofSolution(draft, tests));
  if (draft.packageManager?.value.name === 'pip')
    commands.install =
      pipFromCi(
        own.filter(({ job }) => jobs.has(job)),
        draft.path,
      ) ?? commands.install;
  commands.install = tolerant(commands.install, own);
  const inTests = ci.runtimes.filter(({ job }) => jobs.has(job));
  const test = commands.test?.value.run ?? null;
  const reporters = draft.runners.map((key) =>
    reporterOf(key, {
      commands: [...own, ...(draft.reachedLines ?? draft.scriptLines)],
      configs: commands.install
        ? [...draft.configs, new Manifest('', `${commands.install.value.run}\n${draft.prepares ?? ''}`)]
        : draft.configs,
      test: key === draft.runners[0] && test !== null ? testCommand(draft, key, test) : null,
    }),
  );
  const advice = draft.runners.map((key) => REPORTERS[key]!);
  const globs = (values: string[], source: Evidence | undefined): Detected<string[]> | null =>
    values.length > 0
      ? detected(
          [...new Set(values)].map((value) => within(draft.path, value)),
          0.5,
          ...(source ? [source] : []),
        )
      : null;
  const source = commands.test?.evidence[0] ?? draft.packageManager?.evidence[0];
  return {
    path: draft.path,
    languages: draft.languages,
    frameworks:
      draft.frameworks.length + draft.runners.length > 0
        ? detected(
            [...draft.frameworks.map(({ name }) => name), ...advice.map(({ runner }) => runner)],
            0.9,
            ...draft.frameworks.map((one) => one.evidence),
            ...(source ? [source] : []),
          )
        : null,
    packageManager: draft.packageManager,
    runtimes: await runtimesOf(draft, files, inTests.length > 0 ? inTests : ci.runtimes),
    commands,
    ...(draft.browsers ? { browsers: draft.browsers } : {}),
    ...(draft.buildsItself ? { buildsItself: true } : {}),
    ...(draft.withoutTests ? { withoutTests: true } : {}),
    ...(draft.prepares ? { prepares: draft.prepares } : {}),
    ...(draft.exampleEnv ? { exampleEnv: draft.exampleEnv } : {}),
    reporters,
    reports: {
      results: globs(
        advice.flatMap((each) => each.results),
        source,
      ),
      coverage: globs(
        advice.flatMap((each) => each.coverage),
        source,
      ),
    },
    ...unusual(draft),
    ...(await needsOf(draft.path, tests, { workflows: ci.workflows, files })),
  };
}

/** Reports of the unit's own command that nobody would look for by their names. */
function unusual(draft: UnitDraft): Pick<DetectedUnit, 'unusualReports'> {
  const settings = draft.configs.filter(({ path }) =>
    /(config|workspace)\.|phpunit\.xml|\.rspec$|pytest\.ini$|rc(\.\w+)?$/.test(path),
  );
  const { results, coverage } = unusualReports([
    { text: draft.testLine ?? '', folder: draft.path },
    ...settings.map(({ text, path }) => ({ text, folder: posix.dirname(path) })),
  ]);
  return results.length + coverage.length > 0 ? { unusualReports: { results, coverage } } : {};
}

/** Lines of the CI that run tests of a unit. */
export function testLines(draft: UnitDraft, ci: CiFacts): CiLine[] {
  return ci.lines.filter(
    (line) =>
      (runsIn(line, draft.path) || runsFromAbove(draft, line)) &&
      !isElsewhere(line) &&
      runsTests(draft, line.run),
  );
}

/** Of several those of workflows that look at changes: a release may run the tests as well, its own way. */
function onChanges(tests: CiLine[], { workflows }: CiFacts): CiLine[] {
  const changes = tests.filter(({ job }) => {
    const on = workflows.find(({ jobs }) => job !== null && jobs.includes(job))?.on;
    return (
      !on ||
      !('release' in on) ||
      Object.keys(on).some((event) => !/^(release|workflow_dispatch)$/.test(event))
    );
  });
  return changes.length > 0 ? changes : tests;
}

/** A folder above has the members of a workspace do what one of their scripts does. */
function runsFromAbove({ path, texts }: UnitDraft, { cwd, run }: CiLine): boolean {
  return (
    !cwd.includes('*') &&
    isWithin(path, cwd) &&
    delegates(run) &&
    Object.keys(texts).some((name) => run.split(/\s+/).includes(name))
  );
}

/** A job whose first checkout is of another repository runs the tests of that one. */
function isElsewhere({ job }: CiLine): boolean {
  const checkout = job?.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
  const { repository } = checkout?.with ?? {};
  return typeof repository === 'string' && !/github\.(repository|event\.pull_request)/.test(repository);
}

/** A script takes more options behind its name, npm's behind two dashes. */
export function testCommand(draft: UnitDraft, key: string, whole: string): TestCommand {
  if (draft.handedOn) return draft.handedOn;
  const scripted = draft.scripts.test !== undefined;
  const line = scripted ? (draft.testLine ?? whole) : whole;
  const { invoked, nodeOptions } = REPORTERS[key]!;
  const joined = (run: string, ended: string): TestCommand => {
    const dashes = scripted && /^(npm|composer)\b/.test(lastOf(run)) && !lastOf(run).includes(' -- ');
    return { run, line: ended, join: dashes ? ' -- ' : ' ' };
  };
  // options that Node reads reach the runner through the whole script
  if (nodeOptions || !scripted) return joined(whole, line);
  const several = callsOf(key, line) > 1;
  const [first, ...others] = draft.leaves ?? [];
  const past = draft.swallows || several || (draft.checksFirst && first);
  if (!past && invoked.test(lastOf(line))) return joined(whole, line);
  // options at the end would reach the last call alone, or none
  if (!first) return draft.swallows || several ? { run: whole, line: '', join: ' ' } : joined(whole, line);
  return { ...joined(first.run, first.line), more: others.map((one) => joined(one.run, one.line)) };
}

/** Whether a line of the CI runs this kind of command of the unit. */
function runs(draft: UnitDraft, kind: CommandName, line: string): boolean {
  const command = draft.commands[kind]?.value.run;
  if (command === undefined) return false;
  if (line.includes(command)) return true;
  const manager = draft.packageManager?.value.name ?? '';
  return (draft.scripts[kind] ?? []).some((script) => {
    const run = runScript(manager, script);
    const also = `${manager} run ${script}`;
    return [run, also, `${manager} ${script}`].some((one) =>
      new RegExp(`(^|[\\s;&])${escaped(one)}(?![\\w:.-])`).test(line),
    );
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function runsTests(draft: UnitDraft, line: string): boolean {
  return (
    runs(draft, 'test', line) ||
    draft.runners.some((key) => REPORTERS[key]!.invoked.test(line) && !NO_RUN.test(line)) ||
    runsTestScript(draft, line) ||
    runsEnvironments(line) ||
    /\bmake (test|check)\b/.test(line)
  );
}

/** Lines that name a runner and do not run it. */
export const NO_RUN =
  /^(which|echo|printf|chmod|ssh)\b|--version\b|--no-run\b|\s-D(skipTests|maven\.test\.skip)\b(?!=false)|\s(-x|--exclude-task)[ =]:?([\w-]+:)*(test|check)\b|\b(npm|pnpm|yarn|bun|pip3?|pipx|uv|uv pip|gem|cargo|go|pixi|poetry|pdm|pipenv|conda|mamba|apt|apt-get|brew|choco|composer|bundle|dotnet) (-\S+ )*(i|install|add|uninstall|remove|require|tool install)\b/;

/** A script whose text comes to a runner, or the customary one whose text is not known. */
function runsTestScript({ texts, runners }: UnitDraft, line: string): boolean {
  const calls = line.matchAll(/\b(?:npm|pnpm|yarn|bun)((?: -[\w-]+)*)( run)?((?: -[\w-]+)*) ([\w:.-]+)/g);
  for (const [, , , , script] of calls) {
    const text = texts[script!];
    if (text === undefined ? /^(t|tests?)$/.test(script!) : !/bench/.test(script!) && comesTo(runners, text))
      return true;
  }
  return false;
}

function comesTo(runners: readonly string[], text: string): boolean {
  return text.split(/&&|\|\||;|\n/).some((part) => runners.some((key) => REPORTERS[key]!.invoked.test(part)));
}

/** tox and nox run tests unless they are told an environment that is called after something else. */
function runsEnvironments(line: string): boolean {
  const match = /\b(?:tox|nox)\b(?!-)(.*)$/.exec(line);
  if (!match || NO_RUN.test(line)) return false;
  const chosen = /(?:^|\s)(?:-e|-s|--session|--env)[= ]?\s*(\S+)/.exec(match[1]!)?.[1];
  return (
    chosen === undefined ||
    /^["']?(\$|\{|\.?py|tests?\b|tests?[-_]|unit|integration|functional|all\b|ci\b|cov|min|latest)/.test(
      chosen,
    )
  );
}

function confirmed<T>(
  command: Detected<T> | null,
  lines: readonly CiLine[],
  runsIt: (run: string) => boolean,
): Detected<T> | null {
  const line = command && lines.find(({ run }) => runsIt(run));
  if (!command || !line) return command;
  return {
    ...command,
    confidence: Math.max(command.confidence, RUN_BY_CI),
    evidence: [...command.evidence, { ...quotedLine(line), weight: 0.5 }],
  };
}

/** The CI's own test line where the manifests name none. */
function fromCi(draft: UnitDraft, tests: readonly CiLine[]): Detected<{ run: string; cwd: string }> | null {
  const line = tests.find(
    ({ run }) =>
      !/\$\{\{|\$\(|\|/.test(run) && draft.runners.some((key) => REPORTERS[key]!.invoked.test(run)),
  );
  return line ? detected({ run: line.run, cwd: draft.path }, 0.7, quotedLine(line)) : null;
}

/** Checks that only the CI knows of: the line that runs one, and the command for all of the unit; null = the line as it is. */
const CI_TOOLS: [string, CommandName, RegExp, string | null][] = [
  ['cargo', 'lint', /^cargo clippy\b/, 'cargo clippy'],
  ['go', 'lint', /^golangci-lint run\b/, 'golangci-lint run'],
  ['go', 'lint', /\bgo vet\b/, 'go vet ./...'],
  ['bundler', 'lint', /^bundle exec rubocop\b/, 'bundle exec rubocop'],
  ['bundler', 'lint', /^bundle exec standardrb\b/, 'bundle exec standardrb'],
  ['hatch', 'lint', /^hatch fmt\b[^$|;]*--check/, 'hatch fmt --check'],
  [
    'hatch',
    'typecheck',
    /^hatch run [\w.-]*:?(check|types?|typing|mypy|type-?check|check-types)(:\w+)?$/,
    null,
  ],
  ['nuget', 'lint', /^dotnet format\b[^$|;]*--verify-no-changes/, null],
  ['composer', 'lint', /^(vendor\/bin\/)?(php-cs-fixer fix\b.*--dry-run|phpcs\b|pint --test)[^$|;]*$/, null],
];
/** Targets by the names that their kind of work goes by. */
const TARGETS: [CommandName, RegExp][] = [
  ['lint', /^(make|just|task) ((go-?)?lint|check-?style|[\w-]*code-?style(-check)?|fmt-check|format-check)$/],
  ['typecheck', /^(make|just|task) (type-?check|types|mypy|typing|[\w-]*phpstan|static-analysis)$/],
];

function toolsOf(
  draft: UnitDraft,
  own: readonly CiLine[],
): Partial<Record<CommandName, Detected<{ run: string; cwd: string }>>> {
  const found: Partial<Record<CommandName, Detected<{ run: string; cwd: string }>>> = {};
  for (const [manager, kind, pattern, run] of CI_TOOLS) {
    const line = draft.packageManager?.value.name === manager && own.find((one) => pattern.test(one.run));
    if (line) found[kind] ??= detected({ run: run ?? line.run, cwd: draft.path }, 0.9, quotedLine(line));
  }
  for (const [kind, pattern] of TARGETS) {
    const line = own.find((one) => pattern.test(one.run));
    if (line) found[kind] ??= detected({ run: line.run, cwd: draft.path }, 0.9, quotedLine(line));
  }
  return found;
}

/** `make test` where the CI calls it and runs the unit's tests no other way. */
function targetOf(
  draft: UnitDraft,
  own: readonly CiLine[],
  tests: readonly CiLine[],
): Detected<{ run: string; cwd: string }> | null {
  if (draft.scripts.test) return null;
  const direct = tests.find(
    ({ caller, run }) => !caller && draft.runners.some((key) => REPORTERS[key]!.invoked.test(run)),
  );
  const called = own.find(({ run }) =>
    /^(make|just|task)( (tests?|check|unit|test[-_]unit|unit[-_]?tests?))$/.test(run),
  );
  if (direct || !called) return null;
  // what the target runs, where it could be followed
  const inside = tests.find(({ path, job }) => job === called.job && path !== called.path);
  // a target that could not be followed may do more than it says
  return detected(
    { run: called.run, cwd: draft.path },
    inside ? RUN_BY_CI : 0.8,
    quotedLine(called),
    ...(inside ? [quotedLine(inside)] : []),
  );
}

/** What npm installs only when told to look past what its packages ask of each other: the CI tells it so. */
function tolerant<T extends { run: string; cwd: string }>(
  install: Detected<T> | null,
  lines: readonly CiLine[],
): Detected<T> | null {
  if (!install || !/^npm (ci|install)$/.test(install.value.run)) return install;
  const line = lines.find(({ run }) =>
    /^npm (ci|i|install)( -(?!g\b|-global\b)\S+)* --(legacy-peer-deps|force)\b/.test(run),
  );
  const flag = line && /--(legacy-peer-deps|force)\b/.exec(line.run)?.[0];
  if (!line || !flag) return install;
  const value = { ...install.value, run: `${install.value.run} ${flag}` };
  return { value, confidence: RUN_BY_CI, evidence: [...install.evidence, quotedLine(line)] };
}

/** The one line by which the CI brings what is not locked. */
function pipFromCi(lines: readonly CiLine[], cwd: string): Detected<{ run: string; cwd: string }> | null {
  const found = lines.filter(
    ({ run }) =>
      /^(python3?\s+-m\s+)?pip3? install\b.*(\s-r\s|\s-e\s|--group\s|\.\[)/.test(run) && !/\$|[|;]/.test(run),
  );
  const runs = [...new Set(found.map(({ run }) => run))];
  return runs.length === 1 ? detected({ run: runs[0]!, cwd }, 0.9, quotedLine(found[0]!)) : null;
}
