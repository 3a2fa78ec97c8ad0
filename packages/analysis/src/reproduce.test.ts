import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { reproduceCommand } from './reproduce.ts';

const test = { file: 'test/a.test.ts', suite: ['Cart'], name: 'adds (two)' };

describe('reproduceCommand', () => {
  it.each([
    ['vitest', "npx vitest run test/a.test.ts -t 'Cart adds \\(two\\)'"],
    ['jest', "npx jest test/a.test.ts -t 'Cart adds \\(two\\)'"],
    ['pytest', "pytest 'test/a.test.ts::Cart::adds (two)'"],
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
});
