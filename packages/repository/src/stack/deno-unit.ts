import type { Manifest } from './manifest.ts';
import { detected, presence } from './manifest.ts';
import type { NodeSurroundings } from './node-unit.ts';
import { REPORTERS } from './reporters.ts';
import { scriptFor } from './script-choice.ts';
import { commandOf, languagesOf, NO_COMMANDS, type UnitDraft } from './unit-draft.ts';

export const DENO_MANIFESTS = ['deno.json', 'deno.jsonc'];

/** Where `deno test` looks by itself. */
const TESTS = /(^|\/)__tests__\/.*\.[mc]?[jt]sx?$|(^|[/._])test\.[mc]?[jt]sx?$/;

/** What a `deno.json` says of a unit: Deno itself tests, checks and brings what is imported. */
export async function denoUnit(
  path: string,
  manifest: Manifest,
  { files, counts, ci }: Omit<NodeSurroundings, 'wide'>,
): Promise<UnitDraft> {
  const tasks = tasksOf(manifest.text);
  const below = path === '.' ? '' : `${path}/`;
  const tested = files.paths.find((file) => file.startsWith(below) && TESTS.test(file));
  const ran = (name: string): boolean => ci.some((line) => new RegExp(`\\bdeno task ${name}\\b`).test(line));
  const task = (kind: 'build' | 'test' | 'e2e' | 'lint' | 'bench'): string | null =>
    scriptFor(kind, tasks, ran);
  const command = (name: string | null, otherwise: string | null, confidence: number) =>
    name !== null
      ? commandOf(`deno task ${name}`, path, 0.9, manifest.quote(`"${name}"`))
      : commandOf(otherwise, path, confidence, manifest.quote(''));
  const checks = Object.keys(tasks).find(
    (name) => /^(type-?)?check([-:]types?)?$/.test(name) && /^deno check\b[^&|;]*$/.test(tasks[name]!),
  );
  const calls = (words: string): boolean => ci.some((line) => line.startsWith(words));
  const test = task('test');
  return {
    path,
    languages: languagesOf(counts, ['typescript', 'javascript'], {
      language: 'typescript',
      evidence: manifest.quote(''),
    }),
    frameworks: [],
    packageManager: detected({ name: 'deno', version: null }, 0.95, presence(manifest.path)),
    runtimes: [],
    commands: {
      ...NO_COMMANDS,
      build: command(task('build'), null, 0),
      typecheck: command(checks ?? null, calls('deno check') ? 'deno check' : null, 0.7),
      test: command(test, tested ? 'deno test' : null, 0.85),
      e2e: command(task('e2e'), null, 0),
      lint: command(
        task('lint'),
        calls('deno lint') || /"lint"\s*:/.test(manifest.text) ? 'deno lint' : null,
        0.8,
      ),
      bench: command(task('bench'), null, 0),
    },
    runners: tested || REPORTERS.deno!.invoked.test(Object.values(tasks).join('\n')) ? ['deno'] : [],
    testLine: test === null ? (tested ? 'deno test' : null) : tasks[test]!,
    configs: [manifest],
    scripts: test === null ? {} : { test: [test] },
    texts: {},
    scriptLines: [],
  };
}

/** Tasks with their text; a task may say more of itself than its command. */
function tasksOf(text: string): Record<string, string> {
  const block = /"tasks"\s*:\s*\{/.exec(text);
  if (!block) return {};
  const found: Record<string, string> = {};
  const line = /^\s*"([\w:.-]+)"\s*:\s*(?:\{[^{}]*?"command"\s*:\s*)?"((?:[^"\\]|\\.)*)"/gm;
  for (const match of bodyOf(text, block.index + block[0].length).matchAll(line))
    found[match[1]!] = JSON.parse(`"${match[2]!}"`) as string;
  return found;
}

/** The text up to the brace that closes what is open at `from`; braces in texts are not counted. */
function bodyOf(text: string, from: number): string {
  let depth = 1;
  for (const { 0: part, index } of text.slice(from).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (part === '{') depth += 1;
    if (part === '}') depth -= 1;
    if (depth === 0) return text.slice(from, from + index);
  }
  return text.slice(from);
}
