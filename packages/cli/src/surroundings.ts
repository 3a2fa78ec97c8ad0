import type { CommandContext, Log } from '@qitops/commands';
import { escapeTerminal } from '@qitops/escape';

type Process = Pick<NodeJS.Process, 'env' | 'cwd' | 'stderr'>;

/** The caller's directory: npm runs scripts in the package's own and keeps the caller's in `INIT_CWD`. */
export function callerDirectory({ env, cwd }: Pick<NodeJS.Process, 'env' | 'cwd'>): string {
  return (env.npm_lifecycle_event ? env.INIT_CWD : undefined) ?? cwd();
}

/** The surroundings of a command on a terminal: everything but the document goes to stderr. */
export function terminalContext(process: Process): CommandContext {
  return { cwd: callerDirectory(process), env: process.env, log: stderrLog(process) };
}

function stderrLog({ stderr, env }: Process): Log {
  const quiet = env.QITOPS_QUIET === '1';
  return {
    info(line) {
      if (!quiet) stderr.write(`${escapeTerminal(line)}\n`);
    },
    warn(line) {
      stderr.write(`warning: ${escapeTerminal(line)}\n`);
    },
  };
}
