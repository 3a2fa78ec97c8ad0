import type { Language } from '../language.ts';

const CHOICES = [
  'if_statement',
  'for_statement',
  'foreach_statement',
  'while_statement',
  'do_statement',
  'catch_clause',
  'conditional_expression',
];

export const php: Language = {
  id: 'php',
  grammar: 'php',
  extensions: ['.php'],
  functions: new Set(['function_definition', 'method_declaration']),
  containers: new Set([
    'class_declaration',
    'trait_declaration',
    'enum_declaration',
    'interface_declaration',
  ]),
  decisions: new Set([...CHOICES, 'else_if_clause', 'case_statement', 'match_conditional_expression']),
  operators: new Set(['&&', '||', 'and', 'or', '??', '??=']),
  cognitive: {
    structural: new Set([...CHOICES, 'switch_statement', 'match_expression']),
    ifs: new Set(['if_statement']),
    hybrid: new Set(['else_if_clause', 'else_clause']),
    closures: new Set(['anonymous_function', 'arrow_function']),
    jumps: new Set(['break_statement', 'continue_statement', 'goto_statement']),
    targets: new Set(['integer']),
  },
  isTest: (path) => /(^|\/)tests?\//i.test(path) || /(^|\/)[^/]*Test\.php$/.test(path),
};
