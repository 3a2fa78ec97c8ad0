import type { DetectedUnit, Evidence } from '@qitops/model';
import { evidence } from '@qitops/model';
import type { CiLine } from './ci/ci-commands.ts';
import type { CiRuntime } from './ci/ci-runtimes.ts';
import type { WorkflowFile } from './ci/workflow-file.ts';
import { type Detected, detected } from './manifest.ts';
import { runScript } from './node-lock.ts';
import { reporterOf, type TestCommand } from './reporter-evidence.ts';
import { REPORTERS } from './reporters.ts';
import { runtimesOf } from './runtimes.ts';
import { needsOf } from './services.ts';
import { type StackFiles, within } from './stack-files.ts';
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
  const own = ci.lines.filter(({ cwd }) => cwd === draft.path);
  const tests = testLines(draft, ci);
  const commands = { ...draft.commands };
  for (const kind of Object.keys(commands) as CommandName[])
    commands[kind] = confirmed(commands[kind], own, (run) => runs(draft, kind, run));
  commands.test ??= fromCi(draft, tests);
  const jobs = new Set(tests.map(({ job }) => job));
  const inTests = ci.runtimes.filter(({ job }) => jobs.has(job));
  const test = commands.test?.value.run ?? null;
  const reporters = draft.runners.map((key) =>
    reporterOf(key, {
      commands: [...own, ...draft.scriptLines],
      configs: draft.configs,
      test: key === draft.runners[0] && test !== null ? testCommand(draft, test) : null,
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
    ...(await needsOf(draft.path, tests, { workflows: ci.workflows, files })),
  };
}

/** Lines of the CI that run tests of a unit. */
export function testLines(draft: UnitDraft, ci: CiFacts): CiLine[] {
  return ci.lines.filter(({ cwd, run }) => cwd === draft.path && runsTests(draft, run));
}

/** A script takes more options behind its name, npm's behind two dashes. */
function testCommand(draft: UnitDraft, run: string): TestCommand {
  const scripted = draft.scripts.test !== undefined;
  const dashes = scripted && draft.packageManager?.value.name === 'npm' && !run.includes(' -- ');
  return { run, line: scripted ? (draft.testLine ?? run) : run, join: dashes ? ' -- ' : ' ' };
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
    draft.runners.some((key) => REPORTERS[key]!.invoked.test(line) && !/\binstall\b/.test(line)) ||
    /\b(tox|nox|make (test|check)|npm (run )?(test|t)\b|(pnpm|yarn|bun) (run )?test)/.test(line)
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
    evidence: [...command.evidence, { ...quoted(line), weight: 0.5 }],
  };
}

/** The CI's own test line where the manifests name none. */
function fromCi(draft: UnitDraft, tests: readonly CiLine[]): Detected<{ run: string; cwd: string }> | null {
  const line = tests.find(
    ({ run }) =>
      !/\$\{\{|\$\(|\|/.test(run) && draft.runners.some((key) => REPORTERS[key]!.invoked.test(run)),
  );
  return line ? detected({ run: line.run, cwd: draft.path }, 0.7, quoted(line)) : null;
}

function quoted(line: CiLine): Evidence {
  return evidence('workflow', line.run.slice(0, 200), { path: line.path, line: line.line });
}
