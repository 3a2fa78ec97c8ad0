import type { LinesInput, StringInput } from './contract.ts';

/** Inputs that several actions have, declared once so that they mean the same everywhere. */

export const RESULTS = {
  type: 'lines',
  default: [],
  description: 'Globs of test result files; empty finds the common ones.',
} as const satisfies LinesInput;

export const COVERAGE = {
  type: 'lines',
  default: [],
  description: 'Globs of coverage files; empty finds the common ones.',
} as const satisfies LinesInput;

export const STORE = {
  type: 'string',
  default: 'ref:refs/qitops/history',
  description:
    'Where the history is: a folder, `ref:<name>`, `branch:<name>` or `cache` (needs no `contents: write`).',
} as const satisfies StringInput;

export const WORKING_DIRECTORY = {
  type: 'string',
  default: '.',
  description: 'Folder that paths and globs start from, relative to the repository root.',
} as const satisfies StringInput;

/** The job's token; `description` says what this action does with it. */
export function tokenInput(description: string) {
  return {
    type: 'string',
    default: null,
    defaultExpression: 'github.token',
    secret: true,
    description,
  } as const satisfies StringInput;
}
