import type { Language } from '../language.ts';

export const csharp: Language = {
  id: 'csharp',
  grammar: 'c-sharp',
  extensions: ['.cs'],
  functions: new Set([
    'method_declaration',
    'constructor_declaration',
    'local_function_statement',
    'accessor_declaration',
  ]),
  containers: new Set([
    'class_declaration',
    'struct_declaration',
    'record_declaration',
    'interface_declaration',
    'property_declaration',
  ]),
  decisions: new Set([
    'if_statement',
    'for_statement',
    'foreach_statement',
    'while_statement',
    'do_statement',
    'switch_section',
    'switch_expression_arm',
    'when_clause',
    'catch_clause',
    'conditional_expression',
  ]),
  isDefault: (node) =>
    (node.type === 'switch_section' && node.text.startsWith('default')) ||
    (node.type === 'switch_expression_arm' && /^_\s*=>/.test(node.text)),
  operators: new Set(['&&', '||', '??', '??=', 'and', 'or']),
  cognitive: {
    structural: new Set([
      'if_statement',
      'for_statement',
      'foreach_statement',
      'while_statement',
      'do_statement',
      'switch_statement',
      'switch_expression',
      'catch_clause',
      'conditional_expression',
    ]),
    ifs: new Set(['if_statement']),
    hybrid: new Set(),
    closures: new Set(['lambda_expression', 'anonymous_method_expression']),
    jumps: new Set(['goto_statement']),
    targets: new Set(),
  },
  isTest: (path) => /(^|\/)[^/]*\.?Tests?\//.test(path) || /(^|\/)[^/]*Tests?\.cs$/.test(path),
};
