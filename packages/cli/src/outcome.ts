import { escapeTerminal } from '@qitops/escape';
import { messageOf, type ReadDocument, UserError, type Verdict } from '@qitops/model';

/** 0 done and good · 1 a gate or verdict failed · 2 usage, configuration, unreadable input, no files. */
export type ExitCode = 0 | 1 | 2;

export interface Outcome {
  /** Printed with `--json`. */
  document: unknown;
  /** Printed without. */
  text: string;
  exit: ExitCode;
}

const VERDICT_EXIT: Record<Verdict, ExitCode> = {
  passed: 0,
  failed: 1,
  'no-tests': 1,
  'all-skipped': 1,
  unreadable: 2,
  'no-files': 2,
};

/** Exit code of a results verdict; `allowEmpty` forgives results without a test that ran. */
export function verdictExit(verdict: ReadDocument['verdict'], allowEmpty: boolean): ExitCode {
  if (allowEmpty && (verdict === 'no-tests' || verdict === 'all-skipped')) return 0;
  return VERDICT_EXIT[verdict];
}

/** Prints an outcome, or what went wrong: a user's problem as a line each, our bug with its stack under `--debug`. */
export async function settle(
  process: Pick<NodeJS.Process, 'stdout' | 'stderr'> & { exitCode?: NodeJS.Process['exitCode'] },
  options: { json: boolean; debug: boolean },
  run: () => Promise<Outcome>,
): Promise<void> {
  try {
    const { document, text, exit } = await run();
    process.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : `${text}\n`);
    process.exitCode = exit;
  } catch (error) {
    process.exitCode = 2;
    const bug = !(error instanceof UserError);
    process.stderr.write(`error: ${escapeTerminal(messageOf(error))}\n`);
    if (bug)
      process.stderr.write('This looks like a bug in qitops: please report it with the output of --debug.\n');
    if (options.debug && error instanceof Error)
      process.stderr.write(`${escapeTerminal(error.stack ?? '')}\n`);
  }
}
