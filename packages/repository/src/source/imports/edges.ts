/**
 * A link of the import graph. `to` is a path of the repository or, for a language that compiles folders as one, a
 * name with a `/` at its end that stands for the whole package.
 */
export interface Edge {
  from: string;
  to: string;
  /** The code of `to` runs when `from` is loaded, though nothing of it is named: only a change of `to` itself counts. */
  loadedOnly?: boolean;
}

/** The files of one revision as a language's import reader is given them. */
export interface Sources {
  /** Every path of the tree. */
  files: ReadonlySet<string>;
  /** Texts of the files that the reader asked for. */
  texts: ReadonlyMap<string, string>;
}

/** How one language finds which of its files load which. */
export interface ImportReader {
  /** Whether the text of this path is needed: sources, and what configures how they are found. */
  needs(path: string): boolean;
  edges(sources: Sources): Iterable<Edge>;
}
