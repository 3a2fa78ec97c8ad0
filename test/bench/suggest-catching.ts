import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changedBehaviour, mutate, signaturesOf } from '@qitops/suggest';
import { sourcesOf } from './suggest-library.ts';

/**
 * Whether a change of behaviour between base and head becomes a question, and a change of the text alone does not.
 * Bugs: one mutant of each of 44 functions, the middle one, whether it changes behaviour or not. Refactorings: rewrites
 * that keep the meaning, of the first 24 functions that they fit.
 */
const FOLDERS = ['array', 'math', 'object', 'predicate', 'string'].map((name) => `src/${name}`);
const BUGS = 44;
const REFACTORINGS = 24;

interface Pair {
  path: string;
  name: string;
  base: string;
  head: string;
}

export async function run(): Promise<void> {
  const root = process.env.QITOPS_BENCH_ES_TOOLKIT;
  const files = root ? sourcesOf(root, FOLDERS) : null;
  if (!root || !files) {
    console.log('catching: es-toolkit is absent (QITOPS_BENCH_ES_TOOLKIT), not measured');
    return;
  }
  const bugs: Pair[] = [];
  const refactorings: Pair[] = [];
  // spread over the library
  const spread = files.filter((_, index) => index % 2 === 0);
  for (const path of spread) {
    const text = readFileSync(join(root, path), 'utf8');
    const [signature] = [...(await signaturesOf('typescript', text)).values()].filter(
      (each) => each.exportedAs !== null,
    );
    if (!signature) continue;
    const { name, line, endLine } = signature;
    const mutants = (await mutate([{ path, text, ranges: [{ line, endLine }] }])).get(path)?.mutants ?? [];
    const chosen = mutants[Math.floor(mutants.length / 2)];
    if (chosen && bugs.length < BUGS)
      bugs.push({
        path,
        name,
        base: text,
        head: text.slice(0, chosen.start) + chosen.replacement + text.slice(chosen.end),
      });
    const rewritten = rewrite(text);
    if (rewritten !== text && refactorings.length < REFACTORINGS)
      refactorings.push({ path, name, base: text, head: rewritten });
  }
  const caught = await asked(root, bugs);
  const alarms = await asked(root, refactorings);
  console.log(
    `catching: ${caught.asked} of ${bugs.length} seeded bugs asked about (${caught.failed} not executed); ` +
      `${alarms.asked} of ${refactorings.length} refactorings raised a false alarm (${alarms.failed} not executed)`,
  );
  if (caught.asked < 0.6 * bugs.length)
    throw new Error('catching: fewer than 60 % of the bugs are asked about');
  if (alarms.asked > 0.15 * refactorings.length) throw new Error('catching: more than 15 % false alarms');
}

async function asked(root: string, pairs: readonly Pair[]): Promise<{ asked: number; failed: number }> {
  let [count, failed] = [0, 0];
  for (const pair of pairs) {
    const found = await changedBehaviour({ root, grammar: 'typescript', env: process.env, ...pair });
    if (typeof found === 'string') failed += 1;
    else if (found.length > 0) count += 1;
  }
  return { asked: count, failed };
}

/** The same function in other words: results named, comparisons turned round, lengths compared the other way. */
export function rewrite(text: string): string {
  return text
    .replace(/^( +)return ([^;{}\n]+);$/gm, (whole, indent: string, value: string) =>
      value.includes('=>')
        ? whole
        : `${indent}{\n${indent}  const outcome = ${value};\n${indent}  return outcome;\n${indent}}`,
    )
    .replace(/\bif \(([\w.]+) === ([\w.]+)\)/g, 'if ($2 === $1)')
    .replace(/; ([a-z]) < ([\w.]+); /g, '; $2 > $1; ');
}
