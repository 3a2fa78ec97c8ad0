import { parse } from '../source/grammar.ts';
import { languageOf } from '../source/languages.ts';

const DECLARES =
  /declar|definition|item|_spec|signature|class|method|function|struct|enum|interface|trait|module|assignment|field/;
/** What names something that stands elsewhere. */
const USES = /invocation|call|reference|access/;

/**
 * Whether a source text declares a symbol: `discount`, or `Cart.add` when both are declared. Null = the language is not
 * read, so it is not known.
 */
export async function declares(path: string, text: string, symbol: string): Promise<boolean | null> {
  const language = languageOf(path);
  if (!language) return null;
  const wanted = new Set(symbol.split(/[.#:]+/).filter(Boolean));
  const tree = await parse(language.grammar, text);
  try {
    const walk = tree.walk();
    const missing = new Set(wanted);
    for (let more = true; more && missing.size > 0; ) {
      const node = walk.currentNode;
      if (node.isNamed && DECLARES.test(node.type) && !USES.test(node.type)) {
        const name =
          node.childForFieldName('name') ??
          node.childForFieldName('left') ??
          (node.type === 'impl_item' ? node.childForFieldName('type') : null);
        missing.delete((name?.text ?? '').replace(/^#/, ''));
      }
      more = walk.gotoFirstChild() || walk.gotoNextSibling();
      while (!more && walk.gotoParent()) more = walk.gotoNextSibling();
    }
    walk.delete();
    return missing.size === 0;
  } finally {
    tree.delete();
  }
}
