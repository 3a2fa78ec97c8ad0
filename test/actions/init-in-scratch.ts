import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as commands from '@qitops/commands';
import { InitDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterEach, expect } from 'vitest';
import { lintProblems } from './actionlint.ts';
import { githubProblems } from './github-parser.ts';
import { WORKFLOW_RULES } from './workflow-rules.ts';

export let repository: ScratchRepository;
afterEach(() => repository?.dispose());

export const WORKFLOW = '.github/workflows/qitops.yml';
export const COMMENT = '.github/workflows/qitops-comment.yml';

export const NODE = {
  'package.json':
    '{ "name": "shop", "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "5", "@vitest/coverage-v8": "5" } }\n',
  'package-lock.json': '{}\n',
};
export const PINNED = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
export const CI = '.github/workflows/ci.yml';

/** A repository of these files alone; gone after the test, or with the next one. */
export function scratch(files: Record<string, string>): string {
  repository?.dispose();
  repository = new ScratchRepository();
  repository.commit('files', files);
  return repository.root;
}

/** Runs init as the command line does where nobody can answer. */
export async function init(
  folder: string,
  { yes = false, dryRun = false, person = null }: Partial<commands.InitOptions> = {},
) {
  let shown = '';
  const show = (diff: string) => {
    shown += diff;
  };
  const log = { info() {}, warn() {} };
  const document = await commands.init({ cwd: folder, env: {}, log }, { yes, dryRun, person, show });
  return { document: InitDocument.parse(document), shown };
}
export const YES = { yes: true };

export const written = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

/** What must hold of every workflow that init writes. */
export async function holds(path: string, text: string): Promise<void> {
  expect(await githubProblems(path, text), text).toEqual([]);
  expect(await lintProblems(path, text), text).toEqual([]);
  for (const [, rule] of WORKFLOW_RULES) rule(text);
}
