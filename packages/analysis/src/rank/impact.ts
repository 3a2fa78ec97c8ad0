import type { CoChange } from './co-change.ts';
import { changesEverything, dataHome, isInert, stemOf } from './path-rules.ts';

/** One reason why a change points at a test file. */
export interface Impact {
  /** How strongly, 0–1. */
  weight: number;
  reason: string;
}

export interface ChangedPath {
  path: string;
  /** Path before a rename. */
  oldPath: string | null;
  /** New at the head. */
  added: boolean;
}

/** What is known of a change. */
export interface ImpactInput {
  changed: readonly ChangedPath[];
  testFiles: ReadonlySet<string>;
  /** By changed path: what reaches it and through how many imports; null = imports are not known. */
  reaching: (path: string) => ReadonlyMap<string, number>;
  /** Whether the files that load `path` can be known: its language's imports are read. */
  isTraced: (path: string) => boolean;
  /** By path: test files that ran it when coverage was measured last, where that is known test by test. */
  covering?: (path: string) => Iterable<string>;
  coChanges: ReadonlyMap<string, readonly CoChange[]>;
  /** Commits that the co-changes were counted in. */
  commits: number;
}

export interface ChangeImpact {
  /** By test file. */
  files: Map<string, Impact[]>;
  /** Why every test is in; empty when they are not. */
  everything: string[];
}

/** Weight of a modified test, and of a test that imports a changed file; each import between takes it down. */
const MODIFIED = 0.5;
const IMPORTS = 0.3;
const A_STEP = 0.7;
const COVERS = 0.35;
const SAME_STEM = 0.3;
const SAME_DATA = 0.2;
/** Weight of a co-change that is as good as certain. */
const CO_CHANGE = 0.3;

/** Test files that a change points at: modified, importing, changed together before, or by their name. */
export function impactOfChange(input: ImpactInput): ChangeImpact {
  const files = new Map<string, Impact[]>();
  const everything: string[] = [];
  const add = (file: string, impact: Impact): void => {
    const known = files.get(file);
    if (known) known.push(impact);
    else files.set(file, [impact]);
  };
  const byStem = groupByStem(input.testFiles);
  for (const { path, oldPath, added } of input.changed) {
    if (changesEverything(path)) {
      everything.push(`${path} decides how every test runs`);
      continue;
    }
    let found = false;
    const hit = (file: string, impact: Impact): void => {
      found = true;
      add(file, impact);
    };
    for (const [file, step] of [
      ...input.reaching(path),
      ...(oldPath === null || oldPath === path ? [] : input.reaching(oldPath)),
    ]) {
      if (!input.testFiles.has(file)) continue;
      if (step === 0)
        hit(file, { weight: MODIFIED, reason: added ? 'the test file is new' : 'the test file was changed' });
      else hit(file, { weight: IMPORTS * A_STEP ** (step - 1), reason: importReason(path, step) });
    }
    for (const name of new Set([path, oldPath ?? path])) {
      for (const file of input.covering?.(name) ?? []) {
        if (input.testFiles.has(file) && file !== path)
          hit(file, { weight: COVERS, reason: `runs lines of ${name}` });
      }
    }
    for (const file of byStem.get(stemOf(path) ?? '') ?? []) {
      if (file !== path) hit(file, { weight: SAME_STEM, reason: `is named like ${path}` });
    }
    const home = dataHome(path);
    if (home !== null) {
      for (const file of input.testFiles) {
        if (file.startsWith(home)) hit(file, { weight: SAME_DATA, reason: `${path} lies with its data` });
      }
    }
    for (const name of new Set([path, oldPath ?? path])) {
      for (const { path: file, count, weight } of input.coChanges.get(name) ?? []) {
        if (!input.testFiles.has(file) || file === path) continue;
        const reason = `changed together with ${name} in ${count} of the last ${input.commits} commits`;
        add(file, { weight: weight * CO_CHANGE, reason });
      }
    }
    if (!found && !input.isTraced(path) && !isInert(path))
      everything.push(`nothing is known of what reads ${path}`);
  }
  return { files, everything };
}

function importReason(path: string, step: number): string {
  return step === 1 ? `imports ${path}` : `reaches ${path} through ${step} imports`;
}

function groupByStem(files: ReadonlySet<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const stem = stemOf(file);
    if (stem === null) continue;
    const known = groups.get(stem);
    if (known) known.push(file);
    else groups.set(stem, [file]);
  }
  return groups;
}
