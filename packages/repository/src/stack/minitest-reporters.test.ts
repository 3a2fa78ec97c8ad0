import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stackOf } from '../testing/stack-of.ts';

const commandOf = async (files: Record<string, string>) =>
  (await stackOf({ Gemfile: '', Rakefile: '', 'test/test_cart.rb': '', ...files })).units[0]!.reporters[0]!
    .command;
const PRINTED = `Run options: -v --seed 1

# Running:

CartTest#test_adds = 0.00 s = .
Cart::with a gift#test_0001_costs nothing = 0.01 s = F
CartTest#test_later = 0.00 s = S
CartTest#test_breaks = 1.20 s = E
`;

describe('results of minitest', () => {
  it('are what it prints of each test, with as many as it counts', async () => {
    const command = await commandOf({});
    expect(command).toMatch(/^set -o pipefail; bundle exec rake test TESTOPTS=-v \| awk /);
    const tap = (printed: string): string => {
      const cwd = mkdtempSync(join(tmpdir(), 'qitops-minitest-'));
      const awk = command!.replace(/^.*?\| awk/, 'awk');
      const { stdout } = spawnSync('bash', ['-c', awk], { cwd, input: printed, encoding: 'utf8' });
      expect(stdout).toBe(printed);
      return readFileSync(join(cwd, 'test-results.tap'), 'utf8');
    };
    expect(tap(`${PRINTED}\n4 runs, 5 assertions, 1 failures, 1 errors, 1 skips\n`)).toBe(
      'ok 1 - CartTest#test_adds\nnot ok 2 - Cart::with a gift#test_0001_costs nothing\nok 3 - CartTest#test_later # SKIP\nnot ok 4 - CartTest#test_breaks\n1..4\n',
    );
    expect(tap(PRINTED)).toMatch(/\nBail out! .*\n$/);
  });
  it('are written by the gem that takes another reporter from a variable', async () => {
    expect(await commandOf({ Gemfile: "gem 'minitest-reporters'\n" })).toBe(
      'MINITEST_REPORTER=JUnitReporter bundle exec rake test',
    );
  });
});
