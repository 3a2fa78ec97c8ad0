import { type FoundTest, messageOf, UserError } from '@qitops/model';
import type { Node } from 'web-tree-sitter';
import { parse } from '../source/grammar.ts';
import { isTestPath, languageOf } from '../source/languages.ts';
import { gherkinTests } from './gherkin-tests.ts';
import { goTests } from './go-tests.ts';
import { javaTests } from './java-tests.ts';
import { pythonTests } from './python-tests.ts';
import { scriptTests } from './script-tests.ts';

/** How the tests of a language are read. A new one is a file beside this and a line here. */
const READERS: Readonly<Record<string, (root: Node, file: string) => FoundTest[]>> = {
  typescript: scriptTests,
  tsx: scriptTests,
  javascript: scriptTests,
  python: pythonTests,
  go: goTests,
  java: javaTests,
};

/** Bytes above which a file is not read: no person wrote it. */
export const LARGEST_TEST_FILE = 1024 * 1024;

/** Whether the tests of a file can be read from its source. */
export function canFindTests(path: string): boolean {
  return path.endsWith('.feature') || (languageOf(path)?.id ?? '') in READERS;
}

/** Whether a path is one that holds tests by the customs of its language. */
export function isSuitePath(path: string): boolean {
  return path.endsWith('.feature') || (canFindTests(path) && isTestPath(path));
}

/**
 * The tests that a file declares, in order, none of them run. Empty for a language that is not read.
 * @throws UserError naming file and line when the file cannot be read as what it is.
 */
export async function findTests(path: string, text: string): Promise<FoundTest[]> {
  if (path.endsWith('.feature')) return gherkinTests(text, path);
  const language = languageOf(path);
  const reader = READERS[language?.id ?? ''];
  if (!language || !reader) return [];
  const tree = await parse(language.grammar, text);
  try {
    return reader(tree.rootNode, path);
  } catch (error) {
    throw new UserError({ what: `its tests could not be read: ${messageOf(error)}`, where: path });
  } finally {
    tree.delete();
  }
}
