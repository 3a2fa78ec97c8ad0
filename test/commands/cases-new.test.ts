import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASE_KEYS, TestCase } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { changes, check, junit, read, testcase, writeNew } from './cases-in-process.ts';
import { qitops } from './qitops.ts';

describe('qitops cases new', () => {
  const repository = new ScratchRepository();
  const { root } = repository;
  afterAll(() => repository.dispose());
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../packages/model/generated/case.schema.json'), 'utf8'),
  ) as object;
  const valid = new Ajv({ allowUnionTypes: true }).compile(schema);

  it.each([
    'functional',
    'smoke',
    'regression',
    'bug',
    'api',
    'accessibility',
    'exploratory',
    'performance',
    'security',
  ])('writes a case from the template %s that editors and check accept', async (template) => {
    const [file] = (await writeNew(root, { template, title: `Kind ${template}` })).files;
    const text = read(repository, file!.path);
    expect(text).toMatch(/^# yaml-language-server: \$schema=https:\/\/\S+case\.schema\.json\n/);
    expect(valid(parse(text)), JSON.stringify(valid.errors)).toBe(true);
    expect((await check(root)).problems).toEqual([]);
  });
  it('never writes over anything, and gives every case an id of its own', async () => {
    const first = await writeNew(root, { title: 'Über: "one" #thing' });
    const second = await writeNew(root, { title: 'Über: "one" #thing' });
    expect([first, second].flatMap(changes)).toEqual(['created uber-one-thing', 'created uber-one-thing-2']);
    expect(parse(read(repository, first.files[0]!.path)).title).toBe('Über: "one" #thing');
  });
  it('takes the name of a test and links it', async () => {
    repository.write('run.xml', junit(testcase('adds')));
    await qitops(root, ['history', 'add', 'run.xml']);
    const [file] = (await writeNew(root, { fromTest: 'test/cart.test.ts > Cart > adds', owner: '@me' }))
      .files;
    expect(parse(read(repository, file!.path))).toMatchObject({
      id: 'cart-adds',
      title: 'Cart: adds',
      owner: '@me',
      automatedBy: ['test/cart.test.ts > Cart > adds'],
    });
    expect((await qitops(root, ['cases', 'new', '--from-test', 'nothing'])).stderr).toMatch(
      /no run has a test/,
    );
  });
  it('says what is missing', async () => {
    const untitled = await qitops(root, ['cases', 'new']);
    expect(untitled).toMatchObject({ code: 2, stdout: '' });
    expect(untitled.stderr).toMatch(/needs a title.*--title/);
    const wrong = await qitops(root, ['cases', 'new', '--title', 'x', '--template', 'regresion']);
    expect(wrong.stderr).toMatch(/did you mean "regression"/);
  });
});

describe('the example of the README', () => {
  it('is a case', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const [example] = [...readme.matchAll(/```yaml\n(# yaml-language-server[\s\S]*?)```/g)].map(
      (block) => block[1]!,
    );
    expect(Object.keys(TestCase.parse(parse(example!)))).toEqual(
      CASE_KEYS.filter((key) => key !== 'parameters' && key !== 'source'),
    );
  });
});
