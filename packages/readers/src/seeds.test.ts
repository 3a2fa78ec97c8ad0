import { describe, expect, it } from 'vitest';
import { readResultFiles } from './read-result-files.ts';
import { bytesSource } from './source.ts';

const seedOf = async (path: string, text: string) =>
  (await readResultFiles([bytesSource(path, text)], { project: '', root: '/repo' })).tests[0]?.seed;

describe('the seed that a run used', () => {
  it('of RSpec stands beside the examples', async () => {
    const examples = [{ description: 'a', full_description: 'a', status: 'passed' }];
    expect(
      await seedOf('rspec.json', JSON.stringify({ version: '3', examples, summary: {}, seed: 4242 })),
    ).toBe('4242');
  });
  it('of JUnit is a property', async () => {
    const xml = (name: string, value: string) =>
      `<testsuite name="s"><properties><property name="${name}" value="${value}"/></properties><testcase name="a"/></testsuite>`;
    expect(await seedOf('junit.xml', xml('random_seed', '7'))).toBe('7');
    expect(await seedOf('junit.xml', xml('seedling', '7'))).toBeUndefined();
    expect(await seedOf('junit.xml', xml('seed', '7; rm -rf /'))).toBeUndefined();
  });
  it('of Go is printed by each package', async () => {
    const events = [
      { Action: 'start', Package: 'p' },
      { Action: 'output', Package: 'p', Output: '-test.shuffle 99\n' },
      { Action: 'run', Package: 'p', Test: 'TestA' },
      { Action: 'pass', Package: 'p', Test: 'TestA', Elapsed: 0 },
      { Action: 'pass', Package: 'p', Elapsed: 0 },
    ];
    expect(await seedOf('go.json', events.map((event) => JSON.stringify(event)).join('\n'))).toBe('99');
  });
  it('of CTRF is in its environment', async () => {
    const results = {
      tool: { name: 'x' },
      summary: { tests: 1 },
      environment: { extra: { seed: 5 } },
      tests: [{ name: 'a', status: 'passed', duration: 1 }],
    };
    expect(await seedOf('ctrf.json', JSON.stringify({ results }))).toBe('5');
  });
});
