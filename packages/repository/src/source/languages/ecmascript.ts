import type { Language } from '../language.ts';

const ECMASCRIPT = {
  functions: new Set([
    'function_declaration',
    'generator_function_declaration',
    'function_expression',
    'generator_function',
    'arrow_function',
    'method_definition',
  ]),
  containers: new Set(['class', 'class_declaration', 'abstract_class_declaration', 'interface_declaration']),
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
  cognitive: {
    structural: new Set([
      'if_statement',
      'for_statement',
      'for_in_statement',
      'while_statement',
      'do_statement',
      'switch_statement',
      'catch_clause',
      'ternary_expression',
    ]),
    ifs: new Set(['if_statement']),
    hybrid: new Set(['else_clause']),
    closures: new Set<string>(),
    jumps: new Set(['break_statement', 'continue_statement']),
    targets: new Set(['statement_identifier']),
  },
  isTest: (path: string) =>
    /(^|\/)(__tests__|tests?|spec|e2e)\//.test(path) || /\.(test|spec|e2e|cy)\.[cm]?[jt]sx?$/.test(path),
};

export const typescript: Language = {
  id: 'typescript',
  grammar: 'typescript',
  extensions: ['.ts', '.mts', '.cts'],
  ...ECMASCRIPT,
};
export const tsx: Language = { id: 'typescript', grammar: 'tsx', extensions: ['.tsx'], ...ECMASCRIPT };
export const javascript: Language = {
  id: 'javascript',
  grammar: 'javascript',
  extensions: ['.js', '.mjs', '.cjs', '.jsx'],
  ...ECMASCRIPT,
};
