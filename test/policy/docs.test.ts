import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Config } from '@qitops/model';
import { loadContracts, ROOT } from '@qitops/tooling';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = join(ROOT, 'docs');
const pages = readdirSync(folder).map((name): [string, string] => [
  name,
  readFileSync(join(folder, name), 'utf8'),
]);
/** Code in a line of text. */
const said = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);

describe.each(pages)('docs/%s', (name, text) => {
  it('has no link that leads nowhere', () => {
    for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g))
      if (!/^https?:/.test(target!))
        expect(existsSync(join(dirname(join(folder, name)), target!)), target).toBe(true);
  });
  it('names settings as `qitops.yml` takes them', () => {
    for (const code of said(text).filter((each) => /^(gates|checkRun): /.test(each)))
      expect(Config.safeParse(parse(code)).error?.message, code).toBeUndefined();
  });
});

describe('docs/migration.md', () => {
  const known = new Set([...Object.keys(Config.shape), 'analyze-pr', 'paths', 'packages']);
  beforeAll(async () => {
    for (const contract of (await loadContracts()).values())
      for (const name of Object.keys({ ...contract.inputs, ...contract.outputs })) known.add(name);
  });
  it('sends nobody to an input or an output that no action has', () => {
    const text = readFileSync(join(folder, 'migration.md'), 'utf8');
    const here = text.split('\n').flatMap((line) => said(line.split('|').slice(2).join('|')));
    const named = here.filter(
      (code) => /^[a-z]+(-[a-z]+)*$/.test(code) && !/^(changes|never|unknown)$/.test(code),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });
});
