import { parse } from '@qitops/repository';
import type { Node } from 'web-tree-sitter';

/** A name that a module takes from another. */
export interface Binding {
  specifier: string;
  /** How the other module knows it: a name, `default`, or `*` for all of it. */
  name: string;
  local: string;
}

/** What a module imports, or requires at its top, without types. */
export async function bindingsOf(grammar: string, text: string): Promise<Binding[]> {
  const tree = await parse(grammar, text);
  try {
    return tree.rootNode.namedChildren.flatMap((statement) => {
      if (statement?.type === 'import_statement') return imported(statement);
      if (statement?.type === 'lexical_declaration' || statement?.type === 'variable_declaration')
        return statement.namedChildren.flatMap((each) => (each ? required(each) : []));
      return [];
    });
  } finally {
    tree.delete();
  }
}

function imported(statement: Node): Binding[] {
  const specifier = statement.childForFieldName('source')?.text.slice(1, -1);
  const clause = statement.namedChildren.find((child) => child?.type === 'import_clause');
  if (!specifier || !clause || /^import\s+type\b/.test(statement.text)) return [];
  return clause.namedChildren.flatMap((child): Binding[] => {
    if (child?.type === 'identifier') return [{ specifier, name: 'default', local: child.text }];
    if (child?.type === 'namespace_import')
      return [{ specifier, name: '*', local: child.namedChildren[0]?.text ?? '' }];
    return (child?.namedChildren ?? []).flatMap((each): Binding[] => {
      const name = each?.childForFieldName('name')?.text;
      if (!each || !name || /^type\b/.test(each.text)) return [];
      return [{ specifier, name, local: each.childForFieldName('alias')?.text ?? name }];
    });
  });
}

/** `const { a, b: c } = require('x')` and `const x = require('x')`. */
function required(declarator: Node): Binding[] {
  const specifier = /^require\((['"])([^'"]+)\1\)$/.exec(
    declarator.childForFieldName('value')?.text ?? '',
  )?.[2];
  const name = declarator.childForFieldName('name');
  if (!specifier || !name) return [];
  if (name.type === 'identifier') return [{ specifier, name: '*', local: name.text }];
  return name.namedChildren.flatMap((each): Binding[] => {
    const key = each?.childForFieldName('key')?.text ?? each?.text;
    const local = each?.childForFieldName('value')?.text ?? key;
    return key && local ? [{ specifier, name: key, local }] : [];
  });
}
