import type { DetectedUnit, Evidence } from '@qitops/model';
import { type Detected, detected, type Manifest } from './manifest.ts';
import type { TestCommand } from './reporter-evidence.ts';

type Commands = DetectedUnit['commands'];
export type CommandName = keyof Commands;

/** What the manifests of a folder say, before the CI is heard. */
export interface UnitDraft {
  path: string;
  languages: DetectedUnit['languages'];
  frameworks: { name: string; evidence: Evidence }[];
  packageManager: DetectedUnit['packageManager'];
  runtimes: RuntimeFact[];
  commands: Commands;
  /** Keys of the reporters, the main one first. */
  runners: string[];
  /** The line that the test command ends up running: the script's own text. */
  testLine: string | null;
  /** Files that may configure runners and reports. */
  configs: Manifest[];
  /** What comes to the runner in the test script, with what has to be done before, a command for each call of it. */
  leaves?: readonly { run: string; line: string }[];
  /** The command of a root that hands options on to its members' runner, where all of them run the same one. */
  handedOn?: TestCommand | null;
  /** Whether the test script checks other things before it comes to the runner. */
  checksFirst?: boolean;
  /** Whether the test script ends in a call that keeps options for itself. */
  swallows?: boolean;
  /** Whether the script of the tests builds what it needs. */
  buildsItself?: boolean;
  /** Whether there is no test file where the runner looks for one. */
  withoutTests?: boolean;
  /** Name of the file that shows what a `.env` holds, where none is kept. */
  exampleEnv?: string;
  /** Readies what the tests use. */
  prepares?: string;
  /** Brings the browsers that the tests run in. */
  browsers?: string;
  /** Names of a command's scripts, to know it again in the CI. */
  scripts: Partial<Record<CommandName, string[]>>;
  /** All scripts by name, with those that they run written out. */
  texts: Readonly<Record<string, string>>;
  /** Lines of scripts, as places where reports may be asked for. */
  scriptLines: { run: string; path: string; line: number }[];
  /** Those that the test command comes to; absent = all may be. */
  reachedLines?: UnitDraft['scriptLines'];
}

/** One place that names a version; the lower the rank the more it counts. */
export interface RuntimeFact {
  runtime: string;
  version: string;
  rank: number;
  evidence: Evidence;
}

export const NO_COMMANDS: Commands = {
  install: null,
  build: null,
  typecheck: null,
  test: null,
  e2e: null,
  lint: null,
  bench: null,
};

/** A command with its evidence; null stays null. */
export function commandOf(
  run: string | null,
  cwd: string,
  confidence: number,
  ...found: Evidence[]
): Detected<{ run: string; cwd: string }> | null {
  return run === null ? null : detected({ run, cwd }, confidence, ...found);
}

/** A folder's name for its language files: extension → language. */
const EXTENSIONS: Record<string, string> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  go: 'go',
  java: 'java',
  kt: 'kotlin',
  scala: 'scala',
  groovy: 'groovy',
  rs: 'rust',
  cs: 'csharp',
  fs: 'fsharp',
  vb: 'vb',
  php: 'php',
  rb: 'ruby',
};

/** Files of each language, and the first of them, by unit. */
export type LanguageCounts = ReadonlyMap<string, { count: number; first: string }>;

/** The language of a source file; null for declarations, configuration and everything else. */
export function languageOf(path: string): string | null {
  if (/[.-]d\.[cm]?tsx?$|\.config\.[cm]?[jt]s$|(^|\/)\.[^/]+\.[cm]?js$/.test(path)) return null;
  return EXTENSIONS[path.slice(path.lastIndexOf('.') + 1)] ?? null;
}

/** Share of the files from which a language counts: a few scripts and settings make no language of a unit. */
const SHARE = 0.15;

/** Those of `possible` languages that a unit's files are in, the most used first. */
export function languagesOf(
  counts: LanguageCounts,
  possible: readonly string[],
  otherwise: { language: string; evidence: Evidence },
): Detected<string[]> {
  const found = [...counts].filter(([language]) => possible.includes(language));
  const all = found.reduce((sum, [, { count }]) => sum + count, 0);
  const used = found
    .filter(([, { count }]) => count / all >= SHARE)
    .sort(([, a], [, b]) => b.count - a.count);
  if (used.length === 0) return detected([otherwise.language], 0.8, otherwise.evidence);
  return detected(
    used.map(([language]) => language),
    0.95,
    ...used.map(([language, { count, first }]) => ({
      kind: 'file',
      ref: { path: first },
      text: `${count} ${language} files`,
      weight: count / all,
      redacted: false,
    })),
  );
}
