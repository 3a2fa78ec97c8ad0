import { languageOf, parse } from '@qitops/repository';
import type { Node, Tree } from 'web-tree-sitter';
import { declaredTypes } from './types.ts';

/** Syntax of types by the names that a module gives them. */
export type Declared = ReadonlyMap<string, Node>;

/** The types that modules declare: each module is parsed once, and its syntax stands until this is disposed of. */
export class DeclaredTypes implements Disposable {
  readonly #found = new Map<string, Promise<Declared>>();
  readonly #trees: Tree[] = [];

  /** Those of one module. */
  of(path: string, text: string): Promise<Declared> {
    const known = this.#found.get(path) ?? this.#read(path, text);
    this.#found.set(path, known);
    return known;
  }

  async #read(path: string, text: string): Promise<Declared> {
    const grammar = languageOf(path)?.grammar;
    if (!grammar) return new Map();
    const tree = await parse(grammar, text);
    this.#trees.push(tree);
    return declaredTypes(tree.rootNode);
  }

  [Symbol.dispose](): void {
    for (const tree of this.#trees) tree.delete();
  }
}
