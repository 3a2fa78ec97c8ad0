import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CASE_FOLDER, type CasesWrittenDocument, SCHEMA_VERSION } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { type PlacedCase, readCaseFiles } from './case-files.ts';
import { findCases } from './case-sources.ts';
import { importedText, plainLine, readImported } from './case-text.ts';
import { type Draft, draftOf, renamed } from './draft.ts';

export interface CasesImportOptions {
  /** Files, folders or globs; empty takes every suite of the repository. */
  from: string[];
  /** `field=column`, for tables. */
  map: string[];
  /** Write nothing. */
  dryRun: boolean;
}

type Written = CasesWrittenDocument['files'][number];

/**
 * Writes a case for every test that none stands for yet, one a file. Run again it changes only what it wrote itself,
 * nobody edited, and is another now.
 */
export async function casesImport(
  context: CommandContext,
  { from, map, dryRun }: CasesImportOptions,
): Promise<CasesWrittenDocument> {
  const root = (await Checkout.open(context.cwd))?.root ?? context.cwd;
  const { project = '' } = await loadConfig(context);
  const found = await findCases(context, root, from, { map, project });
  const { cases, problems } = await readCaseFiles(root);
  const catalogue = new Existing(
    cases,
    problems.map(({ path }) => path),
  );
  const files: Written[] = [];
  for (const { test, runs } of found.tests) {
    const draft = draftOf(test, runs);
    // the same test twice in one import, as results of several runs have it
    if (files.some((file) => file.from === draft.origin)) continue;
    const file = placeOf(draft, catalogue);
    files.push(file.written);
    if (file.text === null || dryRun) continue;
    await mkdir(dirname(join(root, file.written.path)), { recursive: true });
    await writeFile(
      join(root, file.written.path),
      file.text,
      file.written.change === 'created' ? { flag: 'wx' } : {},
    );
  }
  const notes = found.tests.length === 0 ? [`no test was found in ${found.files} files`] : [];
  return { schemaVersion: SCHEMA_VERSION, files, written: !dryRun, skipped: found.skipped, notes };
}

/** Where a draft goes, and the text to be written there; null = nothing is. */
function placeOf(draft: Draft, catalogue: Existing): { written: Written; text: string | null } {
  const there = catalogue.of(draft);
  const from = draft.origin;
  if (there) {
    const { path, case: one, text, alone } = there;
    const about = { path, id: one.id, title: one.title, from };
    const imported = readImported(text);
    const wanted = importedText({ ...draft.case, id: one.id }, from);
    if (text.replaceAll('\r\n', '\n') === wanted)
      return { written: { ...about, change: 'unchanged' }, text: null };
    if (!alone || !imported || imported.edited || one.source !== 'imported')
      return { written: { ...about, change: 'kept' }, text: null };
    return { written: { ...about, title: draft.case.title, change: 'updated' }, text: wanted };
  }
  const free = catalogue.isFree(draft) ? draft : renamed(draft);
  const path = `${CASE_FOLDER}/${free.stem}.yaml`;
  const { id, title } = free.case;
  catalogue.take(path, id);
  return { written: { path, id, title, from, change: 'created' }, text: importedText(free.case, from) };
}

/** What stands in the catalogue before anything is written. */
class Existing {
  readonly #byOrigin = new Map<string, PlacedCase>();
  readonly #byId = new Map<string, PlacedCase>();
  readonly #byTest = new Map<string, PlacedCase>();
  readonly #ids = new Set<string>();
  readonly #stems: Set<string>;

  /** @param broken paths of files that cannot be read: they are not written over either. */
  constructor(cases: readonly PlacedCase[], broken: readonly string[]) {
    this.#stems = new Set([...cases.map(({ path }) => path), ...broken].map((path) => path.toLowerCase()));
    for (const one of cases) {
      const imported = readImported(one.text);
      if (imported && one.alone) this.#byOrigin.set(imported.origin, one);
      for (const test of one.case.automatedBy ?? []) this.#byTest.set(plainLine(test), one);
      this.#byId.set(one.case.id, one);
      this.#ids.add(one.case.id);
    }
  }

  /** The case that stands for the same thing already. */
  of({ origin, case: { id, automatedBy = [] } }: Draft): PlacedCase | undefined {
    // a table's own id is kept for good, also when its file is called otherwise
    const byKey = automatedBy.length === 0 && origin.endsWith(`: ${id}`) ? this.#byId.get(id) : undefined;
    return (
      this.#byOrigin.get(origin) ??
      byKey ??
      automatedBy.map((test) => this.#byTest.get(plainLine(test))).find(Boolean)
    );
  }

  isFree({ case: { id }, stem }: Draft): boolean {
    return !this.#ids.has(id) && !this.#stems.has(`${CASE_FOLDER}/${stem}.yaml`.toLowerCase());
  }

  take(path: string, id: string): void {
    this.#stems.add(path.toLowerCase());
    this.#ids.add(id);
  }
}
