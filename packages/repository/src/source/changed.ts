import type { ChangedFunction } from '@qitops/model';
import type { Checkout } from '../checkout.ts';
import { addedLines, type FileDiff, type Hunk } from '../diff.ts';
import { functionsOf, type SourceFunction } from './functions.ts';
import { isCoverableSource, languageOf } from './languages.ts';
import { readMany } from './read-many.ts';

export interface ChangedFunctions {
  functions: (ChangedFunction & { text: string })[];
  /** Files that were not read, with why. */
  skipped: { path: string; reason: string }[];
}

/** Longest source that is parsed, in characters; what is longer is generated in all likelihood. */
const MAX_SOURCE = 1_000_000;

/**
 * Functions of coverable sources whose lines the diff touches (a deletion inside a function touches it), with their
 * complexity before and after. The innermost function takes the change.
 */
export async function changedFunctions(
  checkout: Checkout,
  files: readonly FileDiff[],
  base: string,
  head: string,
): Promise<ChangedFunctions> {
  const result: ChangedFunctions = { functions: [], skipped: [] };
  const sources = files.filter(isReadableSource);
  const afters = await readMany(
    checkout,
    head,
    sources.map((file) => file.path),
  );
  const befores = await readMany(
    checkout,
    base,
    sources.flatMap((file) => file.oldPath ?? []),
  );
  for (const file of sources) {
    const after = afters.get(file.path);
    if (after === undefined) continue;
    if (after.length > MAX_SOURCE) {
      result.skipped.push({ path: file.path, reason: `longer than ${MAX_SOURCE} characters` });
      continue;
    }
    const before = file.oldPath === null ? undefined : befores.get(file.oldPath);
    const known = new Map<string, SourceFunction>();
    for (const fn of before === undefined ? [] : await functionsOf(file.oldPath!, before))
      known.set(fn.name, fn);
    const functions = await functionsOf(file.path, after);
    const touched = touchedFunctions(functions, file);
    for (const fn of touched) {
      const old = known.get(fn.name);
      if (old && old.text === fn.text) continue;
      result.functions.push({
        path: file.path,
        name: fn.name,
        line: fn.line,
        endLine: fn.endLine,
        complexity: fn.complexity,
        complexityBefore: old?.complexity ?? null,
        cognitive: fn.cognitive,
        cognitiveBefore: old?.cognitive ?? null,
        branches: fn.branches,
        text: fn.text,
      });
    }
  }
  return result;
}

function isReadableSource(file: FileDiff): boolean {
  if (file.status === 'deleted' || file.submodule || file.hunks.length === 0) return false;
  return languageOf(file.path) !== null && isCoverableSource(file.path);
}

function touchedFunctions(functions: readonly SourceFunction[], file: FileDiff): SourceFunction[] {
  const touched = new Set<SourceFunction>();
  const lines = [...addedLines(file), ...file.hunks.filter(isDeletion).map((hunk) => hunk.newStart)];
  for (const line of lines) {
    let innermost: SourceFunction | undefined;
    for (const fn of functions) {
      if (fn.line > line) break;
      if (line <= fn.endLine && (!innermost || fn.line >= innermost.line)) innermost = fn;
    }
    if (innermost) touched.add(innermost);
  }
  return functions.filter((fn) => touched.has(fn));
}

function isDeletion(hunk: Hunk): boolean {
  return hunk.newLines === 0;
}
