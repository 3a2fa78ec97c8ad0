import type { Aliases } from '@qitops/history';
import type { CaseProblem, CasesDocument, HistoryView, LinkedCase, TestResult } from '@qitops/model';
import { StackFiles } from '@qitops/repository';
import { readCaseFiles } from './case-files.ts';
import { KnownTests } from './known-tests.ts';
import { deadLinks, linkCases, uncased } from './link-cases.ts';
import { SourceTests } from './source-tests.ts';

/** The catalogue of a repository with what its cases lead to. */
export interface Catalogue {
  cases: LinkedCase[];
  /** Files of cases, also those that cannot be read. */
  files: number;
  problems: CaseProblem[];
  tests: CasesDocument['tests'];
  notes: string[];
  /** Each case as it is written. */
  yaml: string[];
}

/** What is known of the tests that ran. */
export interface Ran {
  view: HistoryView;
  results: { tests: readonly TestResult[]; at: string } | null;
  aliases: Aliases;
}

/** Reads the cases of a work tree and follows their links. Every surface shows what this found. */
export async function readCatalogue(root: string, ran: Ran): Promise<Catalogue> {
  const { cases: placed, files, problems } = await readCaseFiles(root);
  const nothing = { cases: [], files, problems, tests: null, notes: [], yaml: [] };
  if (placed.length === 0) return nothing;
  const paths = new Set((await StackFiles.of(root)).paths);
  const known = new KnownTests({ ...ran, files: paths });
  const source = new SourceTests(root);
  const cases = await linkCases(placed, { root, known, source });
  const unverified = cases.flatMap(({ automatedBy }) =>
    automatedBy.filter(({ state }) => state === 'unverified'),
  );
  const notes = source.unreadable.map(({ path, reason }) => `${path}: ${reason}`);
  if (unverified.length > 0)
    notes.push(
      `${unverified.length} links to tests were not verified: there is no history to look them up in (give --store or --results)`,
    );
  return {
    cases,
    files,
    problems: [...problems, ...deadLinks(cases)].sort((a, b) =>
      a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line,
    ),
    tests: uncased(cases, known),
    notes,
    yaml: placed.map(({ own }) => own),
  };
}
