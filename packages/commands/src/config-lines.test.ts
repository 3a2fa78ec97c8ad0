import { Config } from '@qitops/model';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configLines } from './config-lines.ts';

function linesOf(text: string) {
  const config = Config.parse(parse(text) ?? {});
  return new Map(configLines(config, { path: 'qitops.yml', text }).map((line) => [line.key, line]));
}

test('what is set names its line, what is not its default', () => {
  const lines = linesOf(
    '# ours\nresults:\n  - junit.xml\n\ngates:\n  patchCoverage: { value: 80, level: warn }\nminLines: 9\n',
  );
  expect(lines.get('results')).toEqual({ key: 'results', value: '[ junit.xml ]', from: 'qitops.yml:2' });
  expect(lines.get('gates.patchCoverage')).toMatchObject({
    value: '{ value: 80, level: warn }',
    from: 'qitops.yml:6',
  });
  expect(lines.get('minLines')).toMatchObject({ value: '9', from: 'qitops.yml:7' });
  expect(lines.get('gates.newFailures')).toEqual({ key: 'gates.newFailures', value: '0', from: null });
});

test('each entry of a list has a row and a line of its own', () => {
  const lines = linesOf(
    'components:\n  - name: shop\n    paths: [shop/**]\n  - { name: mail, owners: ["@a"] }\n',
  );
  expect(lines.get('components[0]')).toMatchObject({ from: 'qitops.yml:2' });
  expect(lines.get('components[1]')).toMatchObject({
    value: '{ name: mail, owners: [ "@a" ] }',
    from: 'qitops.yml:4',
  });
  expect(lines.has('components')).toBe(false);
});

test('no address of a person and no credential is told', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const lines = linesOf(`suggest:\n  author: Ann <ann@example.org>\nproject: ${token}\n`);
  expect(lines.get('suggest.author')?.value).toBe('Ann');
  expect(lines.get('project')?.value).not.toContain(token);
});

test('without a file every key has its default', () => {
  expect(configLines({}, null).every(({ from }) => from === null)).toBe(true);
});
