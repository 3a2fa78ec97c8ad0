import type { Language } from '../language.ts';

export const python: Language = {
  id: 'python',
  grammar: 'python',
  extensions: ['.py'],
  functions: new Set(['function_definition']),
  containers: new Set(['class_definition']),
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
  cognitive: {
    structural: new Set([
      'if_statement',
      'for_statement',
      'while_statement',
      'except_clause',
      'match_statement',
      'conditional_expression',
    ]),
    ifs: new Set(['if_statement']),
    hybrid: new Set(['elif_clause', 'else_clause']),
    closures: new Set(['lambda']),
    jumps: new Set(),
    targets: new Set(),
  },
  isTest: (path) => /(^|\/)tests?\//.test(path) || /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.py$/.test(path),
};
