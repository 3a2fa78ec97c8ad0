import { type DetectedReporter, type Evidence, evidence } from '@qitops/model';
import type { Manifest } from './manifest.ts';
import { REPORTERS, type ReporterAdvice } from './reporters.ts';

/** A line of the repository that runs something: of a script, a workflow, a Makefile. */
export interface CommandLine {
  run: string;
  path: string;
  line: number;
}

/** How tests are run: the command, the line that it ends up running, and what stands before more options. */
export interface TestCommand {
  run: string;
  line: string;
  join: string;
}

/**
 * What is known of a runner's reports: how to have them, and what says that they are written already. `commands` are
 * the lines that could run it, `configs` the files that could configure it.
 */
export function reporterOf(
  key: string,
  where: { commands: readonly CommandLine[]; configs: readonly Manifest[]; test: TestCommand | null },
): DetectedReporter {
  const advice = REPORTERS[key]!;
  return {
    runner: advice.runner,
    howTo: advice.howTo,
    command: withOptions(advice, where.test),
    writes: {
      results: evidenceOf(advice.tells.results, where),
      coverage: evidenceOf(advice.tells.coverage, where),
    },
  };
}

function evidenceOf(
  tell: RegExp | null,
  { commands, configs }: { commands: readonly CommandLine[]; configs: readonly Manifest[] },
): Evidence | null {
  if (!tell) return evidence('convention', 'the runner always writes them');
  const command = commands.find(({ run }) => tell.test(run));
  if (command)
    return evidence('command', command.run.trim().slice(0, 200), { path: command.path, line: command.line });
  for (const config of configs) {
    const found = config.find(tell);
    if (found) return found;
  }
  return null;
}

/** The test command with the runner's options, when what it ends up running ends in the runner itself. */
function withOptions({ options, invoked }: ReporterAdvice, test: TestCommand | null): string | null {
  if (options === null || test === null) return null;
  const last = test.line.split(/&&|\|\||;/).at(-1)!;
  return invoked.test(last) && !/[|>`$]/.test(last) ? `${test.run}${test.join}${options}` : null;
}
