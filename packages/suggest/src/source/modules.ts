import { type Checkout, importSpecifiers, ScriptResolver } from '@qitops/repository';

/** An import of one module by another; `to` null = of a package, or of nothing that is known. */
export interface Link {
  from: string;
  specifier: string;
  to: string | null;
}

/** Most modules that are followed from one. */
const MOST = 150;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** The scripts of one revision, and what they import. */
export class Modules {
  readonly #checkout: Checkout;
  readonly #revision: string;
  readonly #resolver: ScriptResolver;
  readonly #texts = new Map<string, Promise<string>>();

  private constructor(checkout: Checkout, revision: string, resolver: ScriptResolver) {
    this.#checkout = checkout;
    this.#revision = revision;
    this.#resolver = resolver;
  }

  static async at(checkout: Checkout, revision: string): Promise<Modules> {
    return new Modules(checkout, revision, await ScriptResolver.at(checkout, revision));
  }

  /** The text of a module; empty when there is none. */
  text(path: string): Promise<string> {
    const known =
      this.#texts.get(path) ?? this.#checkout.fileAt(this.#revision, path).then((text) => text ?? '');
    this.#texts.set(path, known);
    return known;
  }

  resolve(from: string, specifier: string): string | null {
    return this.#resolver.resolve(from, specifier);
  }

  /** Whether the project says that it makes use of a package. */
  async hasPackage(name: string): Promise<boolean> {
    return (await this.text('package.json')).includes(`"${name}"`);
  }

  /** Imports of a module and of the modules that it imports, nearest first, at most `depth` steps away. */
  async links(path: string, depth = Number.POSITIVE_INFINITY): Promise<Link[]> {
    const found: Link[] = [];
    const steps = new Map([[path, 0]]);
    for (const [from, step] of steps) {
      if (step >= depth || steps.size > MOST) continue;
      for (const specifier of new Set(importSpecifiers(await this.text(from)))) {
        const to = this.resolve(from, specifier);
        found.push({ from, specifier, to });
        if (to && SCRIPT.test(to) && !steps.has(to)) steps.set(to, step + 1);
      }
    }
    return found;
  }

  /** Texts of the modules near one, for the types that they declare, by path; those of nearer modules last. */
  async typesNear(path: string): Promise<Map<string, string>> {
    const paths = new Set(
      (await this.links(path, 2)).flatMap(({ to }) => (to && /\.[cm]?tsx?$/.test(to) ? [to] : [])),
    );
    const found = new Map<string, string>();
    for (const each of [...paths].reverse()) found.set(each, await this.text(each));
    return found;
  }
}
