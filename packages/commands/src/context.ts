import type { HistoryPlaces } from '@qitops/model';

/** What a command knows of its surroundings; nothing is read from the process behind its back. */
export interface CommandContext {
  /** Absolute path that relative paths and globs start from. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
  /** Where a history may lie besides this machine; an action gives them. */
  elsewhere?: HistoryPlaces;
}

/** Progress and remarks; the command line sends them to stderr, an action to its log. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
}
