import type { ChangedFunction } from '@qitops/model';
import type { Pick as Picked } from '../choose.ts';
import type { Subject } from '../emit/emit.ts';
import type { Observation } from '../explore/protocol.ts';
import type { Candidate } from '../gate.ts';

/** A small change of a function, by the words that its evidence has. */
export interface Mutant {
  id: string;
  line: number;
  words: string;
}

/** What was seen of one function. */
export interface Tried {
  /** Null = it could be called; else why not. */
  problem: string | null;
  observations: Observation[];
  mutants: Mutant[];
  /** How titles name it. */
  subject: Subject;
}

/** What the existing tests do with a unit. */
export interface Existing {
  /** Lines of the file that they run, and mutants that they notice or that could not be asked about. */
  ran: ReadonlySet<number>;
  killed: ReadonlySet<string>;
}

/** What came of one file, by its functions. */
export interface TriedFile {
  now: Tried[];
  /** The same inputs at the base; undefined where the function was not there. */
  before: (Observation[] | undefined)[];
  /** A string = why it is not known. */
  existing: Existing | string;
}

/** What one run of candidates came to. */
export interface ToolRun {
  /** By the candidate's path. */
  tests: ReadonlyMap<string, { passed: boolean; ms: number; why: string | null }>;
  /** Lines that they run by the module's path, and claimed mutants that they notice; empty where not measured. */
  lines: ReadonlyMap<string, ReadonlySet<number>>;
  killed: ReadonlySet<string>;
}

/** A tool that runs the tests of a language: how functions are tried with it and tests are written for it. */
export interface Tool {
  /** `pytest`, `go test`. */
  name: string;
  /** Whether the tool's compiler has seen what it runs; null = nothing has. */
  typeChecked: boolean | null;
  tryFile(path: string, functions: readonly ChangedFunction[]): Promise<TriedFile>;
  /** A test of its own for picks that belong together; never at a path that exists or was given before. */
  candidate(fn: ChangedFunction, title: string, picks: readonly Picked[]): Candidate;
  /** Runs candidates in an order of the seed; measures lines and mutants where `claimed` says which. */
  run(
    candidates: readonly Candidate[],
    seed: number,
    claimed: ReadonlySet<string> | null,
  ): Promise<ToolRun | string>;
  /** Takes away what trying left behind. */
  close(): Promise<void>;
}
