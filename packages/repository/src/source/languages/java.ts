import type { Language } from '../language.ts';

export const java: Language = {
  id: 'java',
  grammar: 'java',
  extensions: ['.java'],
  functions: new Set(['method_declaration', 'constructor_declaration']),
  containers: new Set([
    'class_declaration',
    'interface_declaration',
    'enum_declaration',
    'record_declaration',
  ]),
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
  isDefault: (node) => node.type === 'switch_label' && node.text.startsWith('default'),
  operators: new Set(['&&', '||']),
  cognitive: {
    structural: new Set([
      'if_statement',
      'for_statement',
      'enhanced_for_statement',
      'while_statement',
      'do_statement',
      'switch_expression',
      'catch_clause',
      'ternary_expression',
    ]),
    ifs: new Set(['if_statement']),
    hybrid: new Set(),
    closures: new Set(['lambda_expression']),
    jumps: new Set(['break_statement', 'continue_statement']),
    targets: new Set(['identifier']),
  },
  isTest: (path) => /(^|\/)src\/test\//.test(path) || /(^|\/)[^/]*(Test|Tests|IT)\.java$/.test(path),
};
