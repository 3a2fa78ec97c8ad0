import { posix } from 'node:path';
import type { CiLine } from './ci/ci-commands.ts';
import { type Detected, detected } from './manifest.ts';
import { quotedLine } from './quoted-line.ts';
import { isWithin } from './stack-files.ts';
import type { UnitDraft } from './unit-draft.ts';

type Command = Detected<{ run: string; cwd: string }> | null;
interface Target {
  name: string;
  /** `--solution` or `--project`, where the line says so. */
  option: string;
  line: CiLine;
}

/** Confidence in what the one line of the CI names. */
const NAMED_BY_CI = 0.95;

/**
 * Install, build and test of the one solution, filter or project that the CI tests, where it is not the only one there
 * is: the others may want workloads that a runner has not. Null when the CI names none or several.
 */
export function ofSolution(
  draft: UnitDraft,
  tests: readonly CiLine[],
): { install: Command; build: Command; test: Command } | null {
  const named = tests.flatMap(targetIn);
  const solutionsNamed = named.filter(({ name }) => /\.sln[xf]?$/.test(name));
  // projects beside a solution are tested apart for a cause of their own
  const targets = solutionsNamed.length > 0 ? solutionsNamed : named;
  const [first] = targets;
  if (!first || targets.some(({ name }) => name !== first.name)) return null;
  const solutions = draft.configs.filter(
    ({ path }) => /\.slnx?$/.test(path) && posix.dirname(path) === draft.path,
  );
  const only = solutions.length === 1 && posix.basename(solutions[0]!.path) === first.name;
  if (only || (first.name.includes('/') && !isWithin(posix.join(draft.path, first.name), draft.path)))
    return null;
  const command = (run: string): Command =>
    detected({ run, cwd: draft.path }, NAMED_BY_CI, quotedLine(first.line));
  return {
    install: command(`dotnet restore ${first.name}`),
    build: command(`dotnet build ${first.name} --no-restore`),
    test: command(`dotnet test ${first.option}${first.name}`),
  };
}

function targetIn(line: CiLine): Target[] {
  const match =
    /\bdotnet(?:\.exe)? test\s+(?:(--solution|--project)[ =])?["']?((?:\.[\\/])?[\w.\\/-]+\.(?:sln|slnx|slnf|csproj|fsproj|vbproj))["']?(?=\s|$)/.exec(
      line.run,
    );
  if (!match) return [];
  const name = posix.normalize(match[2]!.replaceAll('\\', '/'));
  return [{ name, option: match[1] ? `${match[1]} ` : '', line }];
}
