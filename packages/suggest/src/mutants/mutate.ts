import type { Instrumenter } from '@stryker-mutator/instrumenter';
import { LineIndex } from '../line-index.ts';
import { replacementInWords } from './words.ts';

/** One small change to a module that a good test would notice. */
export interface Mutant {
  /** Id by which the switched module knows it; no two modules of one call share any. */
  id: string;
  line: number;
  /** Stryker's name of the kind, `EqualityOperator`. */
  mutator: string;
  /** `< → <=`. */
  words: string;
  /** Offsets of what it replaces in the module's text, and by what. */
  start: number;
  end: number;
  replacement: string;
}

/** A module with all its mutants in it, each switched on by `globalThis.__stryker__.activeMutant`. */
export interface MutatedModule {
  text: string;
  mutants: Mutant[];
}

/** Lines of a module, from 1, both included. */
export interface LineRange {
  line: number;
  endLine: number;
}

export interface ModuleToMutate {
  path: string;
  text: string;
  ranges: readonly LineRange[];
}

type ParserFactory = NonNullable<ConstructorParameters<typeof Instrumenter>[1]>;

const SILENT = new Proxy(
  {},
  { get: (_, name) => (/^is/.test(String(name)) ? () => false : () => undefined) },
);

/** Begins to load what {@link mutate} needs, which takes a while. */
export function loadInstrumenter() {
  return Promise.all([import('@stryker-mutator/instrumenter'), import('@babel/parser')]);
}

/** Puts the mutants of the given lines into modules, with Stryker's instrumenter. What cannot be parsed is left out. */
export async function mutate(modules: readonly ModuleToMutate[]): Promise<Map<string, MutatedModule>> {
  const [{ Instrumenter }, { parse }] = await loadInstrumenter();
  const parsed = (content: string, name: string) =>
    parse(content, {
      sourceType: 'unambiguous',
      ranges: true,
      plugins: [
        ...(/\.[cm]?tsx?$/.test(name) ? (['typescript'] as const) : []),
        ...(/x$|\.[cm]?js$/.test(name) ? (['jsx'] as const) : []),
        'decorators-legacy',
      ],
    });
  const readable = modules.filter(({ path, text }) => {
    try {
      parsed(text, path);
      return true;
    } catch {
      return false;
    }
  });
  // Stryker's own parser resolves Babel presets by name, which a bundle does not have
  const createParser = (() => async (content: string, name: string) => ({
    originFileName: name,
    rawContent: content,
    format: /\.[cm]?tsx?$/.test(name) ? 'ts' : 'js',
    root: parsed(content, name),
  })) as unknown as ParserFactory;
  const mutated = await new Instrumenter(SILENT as never, createParser).instrument(
    readable.map(({ path, text, ranges }) => ({
      name: path,
      content: text,
      mutate: ranges.map(rangeIn(text)),
    })),
    { plugins: null, excludedMutations: [], ignorers: [] },
  );
  const texts = new Map(mutated.files.map(({ name, content }) => [name, content]));
  return new Map(
    readable.map(({ path, text }) => {
      const index = new LineIndex(text);
      const offset = ({ line, column }: { line: number; column: number }): number =>
        index.offsetOf(line + 1) + column;
      const mutants = mutated.mutants
        .filter((mutant) => mutant.fileName === path && mutant.status === undefined)
        .map(({ id, location, mutatorName, replacement }): Mutant => {
          const [start, end] = [offset(location.start), offset(location.end)];
          const words = replacementInWords(text.slice(start, end), replacement);
          return { id, line: location.start.line + 1, mutator: mutatorName, words, start, end, replacement };
        });
      return [path, { text: texts.get(path)!, mutants }];
    }),
  );
}

/** Whole lines as Stryker wants them, from 0. */
function rangeIn(text: string): (range: LineRange) => { start: Position; end: Position } {
  const lines = text.split('\n');
  return ({ line, endLine }) => ({
    start: { line: line - 1, column: 0 },
    end: { line: endLine - 1, column: lines[endLine - 1]?.length ?? 0 },
  });
}

interface Position {
  line: number;
  column: number;
}
