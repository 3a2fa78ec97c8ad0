import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CASE_FOLDER,
  type CaseProblem,
  offsetOf,
  schemaProblems,
  syntaxProblems,
  TestCase,
  type YamlProblem,
} from '@qitops/model';
import { glob } from 'tinyglobby';
import { type Document, isSeq, LineCounter, parseAllDocuments, stringify } from 'yaml';
import { ALIASES, placed } from '../yaml-file.ts';

/** Bytes of a file of cases that are read. */
const LARGEST = 2 * 1024 * 1024;

/** A case and where it stands. */
export interface PlacedCase {
  case: TestCase;
  /** From the root of the repository. */
  path: string;
  line: number;
  /** Whether nothing else stands in the file. */
  alone: boolean;
  /** The whole text of its file. */
  text: string;
  /** The case alone, as it is written. */
  own: string;
  /** Line of a part of it: `['covers', 0, 'path']`. */
  lineOf(part: readonly PropertyKey[]): number;
}

/** The catalogue as it stands in the work tree. */
export interface CaseFiles {
  cases: PlacedCase[];
  /** How many files there are, also those that cannot be read. */
  files: number;
  problems: CaseProblem[];
}

/** Reads the cases below `tests/qitops` of a repository, in the order of their paths. */
export async function readCaseFiles(root: string): Promise<CaseFiles> {
  const paths = await glob([`${CASE_FOLDER}/**/*.{yaml,yml}`], {
    cwd: root,
    dot: false,
    followSymbolicLinks: false,
  });
  const found: CaseFiles = { cases: [], files: paths.length, problems: [] };
  for (const path of paths.sort()) {
    const { size } = await stat(join(root, path));
    if (size > LARGEST) {
      const problem = { what: `is larger than ${LARGEST} bytes`, remedy: 'split it', offset: 0 };
      found.problems.push(...asSchema(placed([problem], path, new LineCounter())));
      continue;
    }
    const { cases, problems } = readCases(await readFile(join(root, path), 'utf8'), path);
    found.cases.push(...cases);
    found.problems.push(...problems);
  }
  found.problems.push(...duplicates(found.cases));
  return found;
}

/** The cases in one text: a case, a list of them, or several documents. What is wrong is left out and named. */
export function readCases(text: string, path: string): Pick<CaseFiles, 'cases' | 'problems'> {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const documents = Array.isArray(parsed) ? parsed : [];
  const cases: PlacedCase[] = [];
  const wrong: YamlProblem[] = [];
  for (const document of documents) {
    if (document.errors.length > 0) wrong.push(...syntaxProblems(document));
    else if (document.contents !== null) readDocument(document, { text, path, lines, cases, wrong });
  }
  if (cases.length + wrong.length === 0)
    wrong.push({ what: 'holds no case', remedy: 'write one, or remove the file', offset: 0 });
  const alone = cases.length === 1 && wrong.length === 0;
  return {
    cases: cases.map((one) => ({ ...one, alone, own: alone ? text : one.own })),
    problems: asSchema(placed(wrong, path, lines)),
  };
}

interface Into {
  text: string;
  path: string;
  lines: LineCounter;
  cases: PlacedCase[];
  wrong: YamlProblem[];
}

function readDocument(document: Document, { text, path, lines, cases, wrong }: Into): void {
  let value: unknown;
  try {
    value = document.toJS(ALIASES);
  } catch (error) {
    wrong.push({
      what: String(error),
      remedy: 'write it out instead of by aliases',
      offset: document.range?.[0] ?? 0,
    });
    return;
  }
  const values = Array.isArray(value) ? value : [value];
  values.forEach((each, at) => {
    const base = isSeq(document.contents) ? [at] : [];
    const checked = TestCase.safeParse(each, { reportInput: true });
    if (!checked.success) {
      wrong.push(...schemaProblems(document, checked.error, TestCase, base));
      return;
    }
    const own =
      base.length > 0
        ? stringify(each)
        : text.slice(document.range?.[0], document.range?.[2]).replace(/^---[^\n]*\n/, '');
    const lineOf = (part: readonly PropertyKey[]): number =>
      lines.linePos(offsetOf(document, [...base, ...part])).line;
    cases.push({ case: checked.data, path, line: lineOf(['id']), alone: false, text, own, lineOf });
  });
}

function asSchema(problems: ReturnType<typeof placed>): CaseProblem[] {
  return problems.map(({ path, line, column, what, remedy = '' }) => ({
    path,
    line,
    column,
    kind: 'schema',
    what,
    remedy,
  }));
}

function duplicates(cases: readonly PlacedCase[]): CaseProblem[] {
  const first = new Map<string, PlacedCase>();
  return cases.flatMap((one): CaseProblem[] => {
    const before = first.get(one.case.id);
    first.set(one.case.id, before ?? one);
    if (!before) return [];
    return [
      {
        path: one.path,
        line: one.lineOf(['id']),
        column: 1,
        kind: 'duplicate',
        what: `the id "${one.case.id}" is taken by ${before.path}:${before.line}`,
        remedy: 'give one of them another id',
      },
    ];
  });
}
