import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { reproduceCommand, reproduction } from './reproduce.ts';

const test = { file: 'test/a.test.ts', suite: ['Cart'], name: 'adds (two)' };

describe('reproduceCommand', () => {
  it.each([
    ['vitest', "npx vitest run test/a.test.ts -t 'Cart adds \\(two\\)'"],
    ['jest', "npx jest test/a.test.ts -t 'Cart adds \\(two\\)'"],
    ['pytest', "pytest 'test/a.test.ts::Cart::adds (two)'"],
    ['rspec', "bundle exec rspec test/a.test.ts -e 'adds (two)'"],
  ])('runs one test with %s', (framework, command) => {
    expect(reproduceCommand({ ...test, framework })).toBe(command);
  });
  it('knows no command for a runner it does not know', () => {
    expect(reproduceCommand({ ...test, framework: 'something' })).toBeNull();
  });
  it.skipIf(process.platform === 'win32')('is one harmless word a part, whatever the test is called', () => {
    const name = `$(touch x) '; rm -rf / #\`id\``;
    const command = reproduceCommand({ ...test, suite: [], name, framework: 'playwright' })!;
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    expect(words.slice(0, 5)).toEqual(['npx', 'playwright', 'test', 'test/a.test.ts', '-g']);
    expect(words).toHaveLength(6);
  });
  it('runs a Go subtest level by level in its own package', () => {
    const go = {
      framework: 'go-test',
      file: null,
      suite: ['example.com/shop/cart'],
      name: 'TestAdd/two items',
    };
    expect(reproduceCommand({ ...go, seed: '17' })).toBe(
      "go test example.com/shop/cart -run '^TestAdd$/^two_items$' -shuffle=17",
    );
  });
});

describe('reproduction', () => {
  it('says above the command where it ran: versions, matrix cell, seed and names of variables', () => {
    const surroundings = { runtimes: ['node 22'], matrix: ['shard 2'], env: ['API_KEY', 'TZ'] };
    expect(reproduction({ ...test, framework: 'vitest', seed: '7' }, surroundings)).toBe(
      "# node 22 · shard 2 · seed 7 · sets API_KEY, TZ\nnpx vitest run test/a.test.ts -t 'Cart adds \\(two\\)' --sequence.seed=7",
    );
  });
  it('a matrix value cannot begin a second line', () => {
    const command = reproduction(
      { ...test, framework: 'vitest' },
      { runtimes: [], matrix: ['os x\nrm -rf /'], env: [] },
    )!;
    expect(command.split('\n')).toHaveLength(2);
  });
});
