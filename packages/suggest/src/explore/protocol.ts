import type { Property } from '../inputs/properties.ts';

/** What the process that runs a function is told, and what it answers. Only types: the process imports nothing. */
export interface Job {
  /** Absolute path of the module. */
  file: string;
  /** Text to load instead of what is on disk (the base's version). */
  text: string | null;
  /** How the module gives the function away. */
  name: string;
  kind: 'function' | 'class' | 'component';
  scenarios: Tried[];
  /** The module with all its mutants switched, and the ids to try, each noted in `progress` before; null = none. */
  mutants: { text: string; ids: string[]; progress: string } | null;
  /** Whether what ran is asked for. */
  places: boolean;
  /** Most milliseconds for mutants. */
  budgetMs: number;
  /** What imports mean that Node would not find: importing file, specifier, file. A process remembers them. */
  aliases: [from: string, specifier: string, to: string][];
  /** Names that stand in the inputs, and the files that export them. */
  scope: { name: string; file: string }[];
  /** Imports of the module that doubles stand in for, with the names that it takes from them. */
  doubles: readonly { specifier: string; names: readonly string[] }[];
}

/** A call, or a construction, and steps on what came back: source to put after it, or `@100`: 100 ms go by. */
export interface Tried {
  args: string[];
  steps: string[];
  /** What `Math.random()` gives; absent = 0.5. */
  chance?: number;
  /** Globals that are others than usual during the call, as source: `{ window: '{}' }`. */
  globals?: Readonly<Record<string, string>>;
  /** Variables of the environment; null = not there. */
  env?: Readonly<Record<string, string | null>>;
  /** What stands in for imports, as source, by `specifier name`. */
  doubles?: Readonly<Record<string, string>>;
  /** What is asked for many values at once, instead of one call. */
  property?: Property;
}

export interface ToExplorer {
  job: Job;
}

/** What the process says: that it can begin, that it has its modules, that it is alive, and what came of a job. */
export type FromExplorer =
  | { kind: 'ready' | 'loaded' | 'beat' }
  | { kind: 'unloadable'; why: string }
  | { kind: 'answer'; answer: Answer; heap: number };

/** A range of offsets in the file's text that ran, or did not. */
export interface Block {
  start: number;
  end: number;
  ran: boolean;
}

/** What came out of one step. `text` is source that gives the value back. */
export type Outcome =
  | { kind: 'value'; text: string; async: boolean }
  | { kind: 'items'; text: string; async: boolean; more: boolean }
  /** What an asynchronous iterator gives. */
  | { kind: 'asyncItems'; text: string; async: false; more: boolean }
  | { kind: 'error'; name: string; message: string; async: boolean }
  /** The same object that went in as this argument. */
  | { kind: 'argument'; index: number; async: boolean }
  /** A value that cannot be written down as a whole: expressions on it, `%` standing for it, and what they give. */
  | { kind: 'parts'; parts: Part[]; async: boolean }
  /** A value that cannot be written down; what kind it is can be. */
  | { kind: 'opaque'; type: string; async: boolean }
  /** Nothing but time went by. */
  | { kind: 'time'; ms: number; async: false };

export interface Called {
  /** Of the argument; −1 = it is a double. */
  index: number;
  /** `specifier name.method` of a double. */
  double?: string;
  text: string;
}

/** Part of a value: an expression on it, and what it gives as source, or as an expression on the value itself. */
export interface Part {
  on: string;
  text: string;
  isSame: boolean;
}

/** What was seen of one scenario. */
export interface Seen {
  /** Of the call itself when there are no steps, else of each step. */
  outcomes: Outcome[];
  /** Arguments that are objects, as source, after the call. */
  after: { index: number; text: string; changed: boolean }[];
  /** What each callback was called with, as source; null = no argument is a function, or it cannot be written. */
  called: Called[] | null;
  /** Which argument the object that came back is, −1 = none of them; null = it is no object, or none went in. */
  identity: number | null;
  /** What the call asked of its surroundings, in order of the alphabet. */
  uses: ('chance' | 'clock' | 'timers')[];
}

export interface Observation {
  scenario: Tried;
  seen: Seen;
  /** Blocks of the file as V8 reports them; of nested ones the innermost says whether a place ran. */
  blocks: Block[];
  /** The same for observations that reach the same mutants: one way through the code. */
  way: string;
  /** Mutants that it tells from the original, by what has to be asserted for it. */
  kills: Record<View, string[]>;
}

/** What an assertion is made on: what came out, the arguments afterwards, the callback's calls, which object. */
export type View = 'result' | 'after' | 'called' | 'identity';

export interface Answer {
  isFunction: boolean;
  observations: Observation[];
  /** What a call was kept from doing, with how many: `network`, `files`, `clock`. */
  prevented: Record<string, number>;
  /** Mutants that were tried to the end. */
  tried: string[];
  unstable: number;
  /** Calls that had to be stopped. */
  hangs: number;
}
