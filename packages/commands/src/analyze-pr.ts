import { type AnalyzeDocument, NotAvailableYet } from '@qitops/model';
import type { CommandContext } from './context.ts';

export interface AnalyzePrOptions {
  /** Revisions; absent = from the GitHub event (`GITHUB_EVENT_PATH`), else the default branch's merge base and HEAD. */
  base?: string | undefined;
  head?: string | undefined;
  /** Globs; empty = the defaults that find the common layouts. */
  results: string[];
  coverage: string[];
  /** `ref:…`, `branch:…` or a folder; null = no history. */
  store: string | null;
  /** Path of a flaky-detect document; null = computed from the store. */
  flaky: string | null;
  /** Path of a suggest-tests document. */
  suggestions: string | null;
  /** Gates given as an input, YAML of the `gates` key; null = those of `qitops.yml` at the base. */
  gates: string | null;
  /** JSON of the workflow's `needs` context; null when the job has none. */
  needs: string | null;
  /** Count of shards that must have reported; null = not checked. */
  shards: number | null;
}

/** What a pull request did to quality, as one document. */
export async function analyzePr(_context: CommandContext, _options: AnalyzePrOptions): Promise<AnalyzeDocument> {
  throw new NotAvailableYet('analyze-pr');
}
