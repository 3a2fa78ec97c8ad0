/** What the source reader knows of a language: its grammar and the names of the nodes that matter. */
export interface Language {
  id: string;
  /** Name of the grammar's wasm file: `tree-sitter-<grammar>.wasm`. */
  grammar: string;
  extensions: readonly string[];
  functions: ReadonlySet<string>;
  /** Nodes that add a way through a function, each counted once. */
  decisions: ReadonlySet<string>;
  /** Short-circuit operators, counted like a decision. */
  operators: ReadonlySet<string>;
  /** Globs (as path tests) of test files by the language's own customs. */
  isTest: (path: string) => boolean;
}

const ECMASCRIPT = {
  functions: new Set([
    'function_declaration',
    'generator_function_declaration',
    'function_expression',
    'generator_function',
    'arrow_function',
    'method_definition',
  ]),
  decisions: new Set([
    'if_statement',
    'for_statement',
    'for_in_statement',
    'while_statement',
    'do_statement',
    'switch_case',
    'catch_clause',
    'ternary_expression',
  ]),
  operators: new Set(['&&', '||', '??', '&&=', '||=', '??=']),
  isTest: (path: string) =>
    /(^|\/)(__tests__|tests?|spec|e2e)\//.test(path) || /\.(test|spec|e2e|cy)\.[cm]?[jt]sx?$/.test(path),
};

export const LANGUAGES: readonly Language[] = [
  { id: 'typescript', grammar: 'typescript', extensions: ['.ts', '.mts', '.cts'], ...ECMASCRIPT },
  { id: 'typescript', grammar: 'tsx', extensions: ['.tsx'], ...ECMASCRIPT },
  { id: 'javascript', grammar: 'javascript', extensions: ['.js', '.mjs', '.cjs', '.jsx'], ...ECMASCRIPT },
  {
    id: 'python',
    grammar: 'python',
    extensions: ['.py'],
    functions: new Set(['function_definition']),
    decisions: new Set([
      'if_statement',
      'elif_clause',
      'for_statement',
      'while_statement',
      'except_clause',
      'case_clause',
      'conditional_expression',
      'if_clause',
    ]),
    operators: new Set(['and', 'or']),
    isTest: (path) => /(^|\/)tests?\//.test(path) || /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/.test(path),
  },
  {
    id: 'go',
    grammar: 'go',
    extensions: ['.go'],
    functions: new Set(['function_declaration', 'method_declaration']),
    decisions: new Set([
      'if_statement',
      'for_statement',
      'expression_case',
      'type_case',
      'communication_case',
    ]),
    operators: new Set(['&&', '||']),
    isTest: (path) => path.endsWith('_test.go'),
  },
  {
    id: 'java',
    grammar: 'java',
    extensions: ['.java'],
    functions: new Set(['method_declaration', 'constructor_declaration']),
    decisions: new Set([
      'if_statement',
      'for_statement',
      'enhanced_for_statement',
      'while_statement',
      'do_statement',
      'switch_label',
      'catch_clause',
      'ternary_expression',
    ]),
    operators: new Set(['&&', '||']),
    isTest: (path) => /(^|\/)src\/test\//.test(path) || /(^|\/)[^/]*(Test|Tests|IT)\.java$/.test(path),
  },
];

/** Endings of languages that are source code, though their functions are not read yet. */
const OTHER_SOURCE =
  /\.(rs|cs|rb|php|kt|kts|swift|scala|c|cc|cpp|cxx|h|hpp|m|mm|dart|ex|exs|lua|vue|svelte|astro)$/;

/** The language of a path by its ending, or null. Declaration files have no code. */
export function languageOf(path: string): Language | null {
  if (/\.d\.[cm]?ts$/.test(path)) return null;
  return LANGUAGES.find((language) => language.extensions.some((end) => path.endsWith(end))) ?? null;
}

/** Whether a path holds source code that tests could cover: no tests, no configuration, no declarations. */
export function isCoverableSource(path: string): boolean {
  const language = languageOf(path);
  if (language) return !language.isTest(path) && !/(^|\/)[^/]*\.config\.[cm]?[jt]s$/.test(path);
  return OTHER_SOURCE.test(path);
}

/** Whether a path is a test by the customs of its language. */
export function isTestPath(path: string): boolean {
  return languageOf(path)?.isTest(path) ?? false;
}
