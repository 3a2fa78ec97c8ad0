import ignore, { type Ignore } from 'ignore';
import type { Checkout } from './checkout.ts';

/** Where GitHub looks for the file, in its order; the first that exists counts. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

interface Rule {
  matcher: Ignore;
  owners: string[];
}

/** Who owns which path: rules of `qitops.yml` and of CODEOWNERS, the last that matches counts. */
export class Owners {
  readonly #rules: Rule[];

  /** `rules` = pattern → owners, the later ones stronger. Patterns are those of CODEOWNERS (gitignore's without `!`). */
  constructor(rules: readonly { pattern: string; owners: readonly string[] }[]) {
    this.#rules = rules.flatMap(({ pattern, owners }) => {
      // GitHub's file knows no negation and no character ranges: such a line matches nothing there
      if (pattern.startsWith('!') || /[[\]]/.test(pattern)) return [];
      return { matcher: ignore({ ignorecase: false }).add(pattern), owners: [...owners] };
    });
  }

  get known(): boolean {
    return this.#rules.length > 0;
  }

  /** Owners of a repository path; empty when nobody owns it. */
  of(path: string): readonly string[] {
    if (!ignore.isPathValid(path)) return [];
    for (let i = this.#rules.length - 1; i >= 0; i--) {
      const rule = this.#rules[i]!;
      if (rule.matcher.ignores(path)) return rule.owners;
    }
    return [];
  }
}

/** Rules of CODEOWNERS at a revision; empty when the repository has none. */
export async function codeOwners(
  checkout: Checkout,
  revision: string,
): Promise<{ pattern: string; owners: string[] }[]> {
  for (const place of PLACES) {
    const text = await checkout.fileAt(revision, place);
    if (text !== null) return parseCodeOwners(text);
  }
  return [];
}

/** Lines of a CODEOWNERS file. A pattern without owners is a rule too: it takes ownership away. */
export function parseCodeOwners(text: string): { pattern: string; owners: string[] }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const words = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .match(/(?:\\.|[^\s\\])+/g);
    if (!words) return [];
    return { pattern: words[0]!, owners: words.slice(1) };
  });
}
