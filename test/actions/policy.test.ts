import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames, ROOT } from '@qitops/tooling';
import { describe, it } from 'vitest';
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
