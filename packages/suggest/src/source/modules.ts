import { posix } from 'node:path';
import { type Checkout, importSpecifiers, languageOf, readMany, ScriptResolver } from '@qitops/repository';
import { isOutside, reachesOut } from '../inputs/outside.ts';
import { type Declared, DeclaredTypes } from './declared-types.ts';
import { type Binding, bindingsOf } from './imports.ts';
import type { FunctionSignature } from './shape.ts';
import { signaturesOf } from './signatures.ts';

/** An import of one module by another; `to` null = of a package, or of nothing that is known. */
export interface Link {
  from: string;
  specifier: string;
  to: string | null;
}

/** Most modules that are followed from one. */
const MOST = 5_000;
/** Steps to a module whose types an input may need. */
const NEAR = 2;
/** Characters of a module that is read for its types; what is longer is generated. */
const LONGEST = 300_000;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** The scripts of one revision, what they import and declare; each is read and parsed once. */
export class Modules implements Disposable {
  readonly #checkout: Checkout;
  readonly #revision: string;
  readonly #resolver: ScriptResolver;
  readonly #texts = new Map<string, string>();
  readonly #direct = new Map<string, Link[]>();
  readonly #links = new Map<string, Promise<Link[]>>();
  readonly #bindings = new Map<string, Promise<Binding[]>>();
  readonly #signatures = new Map<string, Promise<Map<string, FunctionSignature>>>();
  readonly #types = new DeclaredTypes();

  private constructor(checkout: Checkout, revision: string, resolver: ScriptResolver) {
    this.#checkout = checkout;
    this.#revision = revision;
    this.#resolver = resolver;
  }

  static async at(checkout: Checkout, revision: string): Promise<Modules> {
    return new Modules(checkout, revision, await ScriptResolver.at(checkout, revision));
  }

  [Symbol.dispose](): void {
    this.#types[Symbol.dispose]();
  }

  /** The text of a module; empty when there is none. */
  async text(path: string): Promise<string> {
    await this.#read([path]);
    return this.#texts.get(path)!;
  }

  resolve(from: string, specifier: string): string | null {
    return this.#resolver.resolve(from, specifier);
  }

  /** Whether a module's own package, or one around it, says that it makes use of a package. */
  async hasPackage(from: string, name: string): Promise<boolean> {
    for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
      if ((await this.text(posix.join(folder, 'package.json'))).includes(`"${name}"`)) return true;
      if (folder === '.') return false;
    }
  }

  /** Imports of a module and of all that it imports, nearest first. */
  links(path: string): Promise<Link[]> {
    return known(this.#links, path, () => this.#linksWithin(path, Number.POSITIVE_INFINITY));
  }

  /** Names that a module imports. */
  bindings(path: string): Promise<Binding[]> {
    return known(this.#bindings, path, async () => {
      const grammar = languageOf(path)?.grammar;
      return grammar ? bindingsOf(grammar, await this.text(path)) : [];
    });
  }

  /** Functions and classes of a module by name, with the types that modules near it declare. */
  signatures(path: string): Promise<Map<string, FunctionSignature>> {
    return known(this.#signatures, path, async () => {
      const grammar = languageOf(path)?.grammar;
      return grammar ? signaturesOf(grammar, await this.text(path), await this.#typesNear(path)) : new Map();
    });
  }

  /** Whether a module, or one that it imports, reaches beyond the process. */
  async reachesBeyond(path: string): Promise<boolean> {
    if (reachesOut(await this.text(path))) return true;
    const links = await this.links(path);
    return links.some(({ specifier, to }) =>
      to ? reachesOut(this.#texts.get(to) ?? '') : isOutside(specifier),
    );
  }

  async #linksWithin(path: string, most: number): Promise<Link[]> {
    const found: Link[] = [];
    const seen = new Set([path]);
    let level = [path];
    for (let step = 0; step < most && level.length > 0 && seen.size <= MOST; step++) {
      await this.#read(level);
      const links = level.flatMap((from) => this.#linksOf(from));
      found.push(...links);
      level = [...new Set(links.flatMap(({ to }) => (to && SCRIPT.test(to) && !seen.has(to) ? [to] : [])))];
      for (const to of level) seen.add(to);
    }
    await this.#read(level);
    return found;
  }

  #linksOf(from: string): Link[] {
    const links =
      this.#direct.get(from) ??
      [...new Set(importSpecifiers(this.#texts.get(from) ?? ''))].map((specifier) => ({
        from,
        specifier,
        to: this.resolve(from, specifier),
      }));
    this.#direct.set(from, links);
    return links;
  }

  /** Types that the modules near one declare, by path; those of nearer modules last. */
  async #typesNear(path: string): Promise<Map<string, Declared>> {
    const paths = new Set(
      (await this.#linksWithin(path, NEAR)).flatMap(({ to }) => (to && /\.[cm]?tsx?$/.test(to) ? [to] : [])),
    );
    await this.#read([...paths]);
    const found = new Map<string, Declared>();
    for (const each of [...paths].reverse()) {
      const text = this.#texts.get(each)!;
      if (text.length <= LONGEST) found.set(each, await this.#types.of(each, text));
    }
    return found;
  }

  /** Reads what is not known yet, in one go. */
  async #read(paths: readonly string[]): Promise<void> {
    const unknown = paths.filter((path) => !this.#texts.has(path));
    if (unknown.length === 0) return;
    const texts = await readMany(this.#checkout, this.#revision, unknown);
    for (const path of unknown) this.#texts.set(path, texts.get(path) ?? '');
  }
}

/** What is known under a key, found out once. */
function known<T>(found: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const value = found.get(key) ?? find();
  found.set(key, value);
  return value;
}
