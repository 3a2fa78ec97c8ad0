import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames, ROOT } from '@qitops/tooling';
import { describe, expect, it } from 'vitest';
import { lintProblems } from './actionlint.ts';
import { WORKFLOW_RULES } from './workflow-rules.ts';

/** The workflows that this repository runs and those that it tells others to paste. */
function workflows(): [string, string][] {
  const folder = join(ROOT, '.github/workflows');
  const own = readdirSync(folder).map((name): [string, string] => [
    name,
    readFileSync(join(folder, name), 'utf8'),
  ]);
  const readmes = ['README.md', ...actionNames().map((name) => `actions/${name}/README.md`)];
  const examples = readmes
    .filter((path) => existsSync(join(ROOT, path)))
    .flatMap((path) => {
      const blocks = [...readFileSync(join(ROOT, path), 'utf8').matchAll(/```ya?ml\n([\s\S]*?)```/g)];
      return blocks
        .map((block) => block[1]!)
        .filter((text) => /^jobs:/m.test(text))
        .map((text, index): [string, string] => [`${path}, example ${index + 1}`, text]);
    });
  return [...own, ...examples];
}

describe.each(workflows())('%s', (_, text) => {
  it.each(WORKFLOW_RULES)('%s', (_rule, holds) => holds(text));
});

describe('actionlint', () => {
  it.each(workflows())('has no complaint of %s', async (name, text) => {
    expect(await lintProblems(name, text)).toEqual([]);
  });
  it('has one of a workflow that is wrong', async () => {
    const text = 'on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: ls, nonsense: 1 }] } }\n';
    expect(await lintProblems('wrong.yml', text)).toEqual([expect.stringContaining('nonsense')]);
  });
});
