import { createHash } from 'node:crypto';
import type { Offer, SuggestDocument } from '@qitops/model';

/** Suggestions that are shown in a comment. */
const SHOWN = 8;
/** Characters of all their files together: a comment holds 65,536. */
const CHARACTERS = 40_000;

/** What is offered of a document, numbered from 1: proven tests first, then cases that did not run. */
export function offersOf({ suggestions, functions }: SuggestDocument): Offer[] {
  const offers: Offer[] = [];
  let characters = 0;
  const paths = new Set<string>();
  for (const kind of ['test', 'case'] as const)
    for (const suggestion of suggestions.filter((each) => each.kind === kind)) {
      const { id, target, title } = suggestion;
      const file = suggestion.test
        ? { path: suggestion.test.path, content: suggestion.test.code }
        : suggestion.case && { path: suggestion.case.path, content: suggestion.case.yaml };
      if (!file || paths.has(file.path)) continue;
      characters += file.content.length;
      if (offers.length >= SHOWN || characters > CHARACTERS) return offers;
      paths.add(file.path);
      const fn = functions.find(({ path, name }) => path === target.path && name === target.function);
      offers.push({
        number: offers.length + 1,
        id,
        kind,
        title,
        ...file,
        target: { path: target.path, function: target.function },
        hash: fn?.hash ?? NO_HASH,
      });
    }
  return offers;
}

/** Stands for a function whose text is not known: no decision holds for it. */
const NO_HASH = '0'.repeat(16);

/**
 * Stands for all that a comment offers. It depends on what is shown alone, so that the comment stays as it is while
 * the offers do; that they are meant for the head of today is said by the parcel that they lie in.
 */
export function digestOf(offers: readonly Offer[]): string {
  const about = offers.map(({ number, id, path, content }) => [number, id, path, content]);
  return createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 32);
}
