import type { Language } from '../language.ts';

const CHOICES = [
  'if',
  'unless',
  'if_modifier',
  'unless_modifier',
  'while',
  'until',
  'while_modifier',
  'until_modifier',
  'for',
  'conditional',
  'rescue',
  'rescue_modifier',
];

export const ruby: Language = {
  id: 'ruby',
  grammar: 'ruby',
  extensions: ['.rb'],
  functions: new Set(['method', 'singleton_method']),
  containers: new Set(['class', 'module']),
  decisions: new Set([...CHOICES, 'elsif', 'when', 'in_clause', 'if_guard', 'unless_guard']),
  operators: new Set(['&&', '||', 'and', 'or', '&&=', '||=']),
  cognitive: {
    structural: new Set([...CHOICES, 'case', 'case_match']),
    ifs: new Set(),
    hybrid: new Set(['elsif', 'else']),
    closures: new Set(['block', 'do_block', 'lambda']),
    jumps: new Set(),
    targets: new Set(),
  },
  isTest: (path) =>
    /(^|\/)(spec|test)\//.test(path) || /(^|\/)([^/]*_(spec|test)|test_[^/]*)\.rb$/.test(path),
};
