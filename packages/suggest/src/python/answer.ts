/** What the program that tries Python functions answers, a line a function. Texts are Python source. */
export interface Answer {
  line: number;
  problem: string | null;
  observations?: Seen[];
  mutants?: Mutant[];
  /** What calls were kept from or read, with how many: `network`, `clock`. */
  prevented?: Record<string, number>;
  /** Inputs whose result differs from call to call, and calls that did not end. */
  unstable?: number;
  hangs?: number;
}

/** What one input came to. */
export interface Seen {
  /** The input as the program takes it again, for the base. */
  input: unknown;
  /** What is called: `shipping`, `Cart`, `Cart.of`. */
  callee: string;
  /** The object that the function is called on; null = there is none. */
  receiver: string | null;
  /** The call, or what is done with the receiver: `.add('a')`; empty = making it is all. */
  use: string;
  args: string[];
  parameters: string[];
  outcome: PythonOutcome;
  /** Arguments (by index) and the receiver's attributes (index −1) that the call changed. */
  after: { index: number; attribute?: string; text: string }[];
  lines: number[];
  /** Ids of mutants that the outcome tells from the original, and those that only `after` does. */
  kills: string[];
  killsAfter: string[];
  /** Import lines of the standard library, and names of the module, that the sources use. */
  imports: string[];
  names: string[];
}

/** `how` = how the value came out of what was returned. */
export type PythonOutcome = { how: '' | 'await' | 'items' | 'async items' } & (
  | { kind: 'value' | 'nan'; text: string; more: boolean }
  /** An object without equality of its own: its public attributes. */
  | { kind: 'state'; type: string; text: string }
  | { kind: 'opaque'; type: string }
  /** `own` = the code under test raises it itself. */
  | { kind: 'error'; name: string; message: string; own: boolean }
);

/** A small change of the module's text. */
export interface Mutant {
  id: string;
  start: number;
  end: number;
  replacement: string;
  line: number;
  /** First and last line of the statement it stands in. */
  lines: [number, number];
  words: string;
}
