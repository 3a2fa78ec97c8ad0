import type { Language } from '../language.ts';

export const rust: Language = {
  id: 'rust',
  grammar: 'rust',
  extensions: ['.rs'],
  functions: new Set(['function_item']),
  containers: new Set(['impl_item', 'trait_item', 'mod_item']),
  // `?` leaves the function, so it is a way through it; `loop` alone decides nothing
  decisions: new Set(['if_expression', 'while_expression', 'for_expression', 'match_arm', 'try_expression']),
  isDefault: (node) => node.type === 'match_arm' && /^_\s*=>/.test(node.text),
  operators: new Set(['&&', '||']),
  cognitive: {
    structural: new Set([
      'if_expression',
      'while_expression',
      'for_expression',
      'loop_expression',
      'match_expression',
    ]),
    ifs: new Set(['if_expression']),
    hybrid: new Set(['else_clause']),
    closures: new Set(['closure_expression']),
    jumps: new Set(['break_expression', 'continue_expression']),
    targets: new Set(['label']),
  },
  // unit tests stand in the source itself, in `mod tests`
  isTest: (path) => /(^|\/)tests\//.test(path) || /(^|\/)(tests|[^/]*_tests?)\.rs$/.test(path),
};
