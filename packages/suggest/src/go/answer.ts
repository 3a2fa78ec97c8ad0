/** What the program that reads a Go package answers. Texts are Go source of the package. */
export interface GoPackage {
  name: string;
  /** Import paths by the name that the inputs use. */
  imports: Record<string, string>;
  answers: GoFunction[];
}

export interface GoFunction {
  line: number;
  problem?: string;
  callee?: string;
  names?: string[];
  /** Types of the results. */
  results?: string[];
  inputs?: GoInput[];
  mutants?: GoMutant[];
  blocks?: { id: number; line: number; end: number }[];
}

export interface GoInput {
  /** The object that a method is called on; empty = there is none. */
  receiver: string;
  args: string[];
}

export interface GoMutant {
  id: number;
  /** The place in the code where it is switched. */
  point: number;
  line: number;
  words: string;
}

/** What the test that tries the functions writes, a line a function. */
export interface GoTried {
  /** Index among the functions that were asked for. */
  function: number;
  observations: GoObservation[];
  tried: number[];
  unstable: number;
  hangs: number;
}

export interface GoObservation {
  /** Index of the input. */
  input: number;
  results: GoValue[] | null;
  ended: '' | 'panic';
  message: string;
  /** Arguments, then the receiver, that the call changed; an empty kind = unchanged. */
  after: GoValue[];
  blocks: number[];
  kills: number[];
  killsAfter: number[];
}

export interface GoValue {
  kind: 'value' | 'error' | 'nil error' | 'opaque' | '';
  text: string;
  /** Paths of packages that the text names. */
  imports?: string[];
}
