import { OTHER_RUNS } from './init-runs-others.ts';
import { SCRIPT_RUNS } from './init-runs-scripts.ts';

/** A repository whose first comment is compared with what its own runner says. */
export interface InitRun {
  repository: string;
  /** Commit of the clone; absent = any. */
  sha?: string;
  stack: string;
  /** File that the pull request adds a function to. */
  changed: string;
  /** The function where its own linter, before the tests, would refuse the usual one. */
  added?: string;
  /** Its own test command, as people run it there; a job each where it has several. */
  direct: { run: string; cwd?: string; job?: string }[];
  variables?: Record<string, string>;
  /** Whether the runner can give coverage with what the repository has. */
  coverage: boolean;
  /** What stood in for tools and registries that the machine did not have; null = nothing did. */
  standIn: string | null;
  /** Why the machine on which this was written could not run it: then it is not tried, and counts as not right. */
  cannot?: string;
  /** Whether the first comment was right when this was written, of a workflow that init wrote without the repository's own. */
  right: boolean;
  /** The same of its own workflow as init edits it; absent = not seen. */
  kept?: boolean;
}

/** As it was seen. */
export const INIT_RUNS: readonly InitRun[] = [...SCRIPT_RUNS, ...OTHER_RUNS];
