/** What the source reader knows of a language: its grammar and the names of the nodes that matter. */
export interface Language {
  id: string;
  /** Name of the grammar's wasm file: `tree-sitter-<grammar>.wasm`. */
  grammar: string;
  extensions: readonly string[];
  functions: ReadonlySet<string>;
  /** Nodes whose name stands before those of the functions in them: classes, traits, modules. */
  containers: ReadonlySet<string>;
  /** Nodes that add a way through a function, each counted once. */
  decisions: ReadonlySet<string>;
  /** Of the decisions those that are none after all: a default label, a wildcard arm. */
  isDefault?: (node: NodeText) => boolean;
  /** Short-circuit operators, counted like a decision. */
  operators: ReadonlySet<string>;
  cognitive: CognitiveNodes;
  /** Whether a path is a test by the language's own customs. */
  isTest: (path: string) => boolean;
}

/** The little of a syntax node that a language is asked about. */
export interface NodeText {
  readonly type: string;
  readonly text: string;
}

/** The nodes of each increment of cognitive complexity. */
export interface CognitiveNodes {
  /** Plus one, plus one a level of nesting; what is in them is one level deeper. */
  structural: ReadonlySet<string>;
  /** Those of `structural` that can be the `else` of another. */
  ifs: ReadonlySet<string>;
  /** `else`, `elif`: plus one whatever the nesting; what is in them is one level deeper. */
  hybrid: ReadonlySet<string>;
  /** Closures without a name of their own: no increment, one level deeper. */
  closures: ReadonlySet<string>;
  /** `goto`, and jumps that name where they go: plus one. */
  jumps: ReadonlySet<string>;
  /** What a jump must hold to count; a `goto` always counts. */
  targets: ReadonlySet<string>;
}
