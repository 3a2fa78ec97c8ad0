import type { Language } from '../language.ts';

export const go: Language = {
  id: 'go',
  grammar: 'go',
  extensions: ['.go'],
  functions: new Set(['function_declaration', 'method_declaration']),
  containers: new Set(),
  decisions: new Set(['if_statement', 'for_statement', 'expression_case', 'type_case', 'communication_case']),
  operators: new Set(['&&', '||']),
  cognitive: {
    structural: new Set([
      'if_statement',
      'for_statement',
      'expression_switch_statement',
      'type_switch_statement',
      'select_statement',
    ]),
    ifs: new Set(['if_statement']),
    hybrid: new Set(),
    closures: new Set(['func_literal']),
    jumps: new Set(['break_statement', 'continue_statement', 'goto_statement']),
    targets: new Set(['label_name']),
  },
  isTest: (path) => path.endsWith('_test.go'),
};
