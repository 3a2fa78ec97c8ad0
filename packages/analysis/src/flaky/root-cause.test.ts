import { describe, expect, it } from 'vitest';
import { rootCauseHints } from './root-cause.ts';

const causes = (messages: string[], source: string) =>
  rootCauseHints(messages, source.split('\n'), 10).map(({ cause }) => cause);

describe('rootCauseHints', () => {
  it.each([
    ['async wait', 'Error: Test timed out in 5000ms', ''],
    ['network', 'connect ECONNREFUSED 127.0.0.1:5432', ''],
    ['resource', 'listen EADDRINUSE: address already in use :::3000', ''],
    ['concurrency', 'WARNING: DATA RACE', ''],
    ['order', 'duplicate key value violates unique constraint', ''],
    ['randomness', '', 'expect(pick(Math.random())).toBe(1);'],
    ['time', '', 'assert today == datetime.now().date()'],
    ['async wait', '', 'time.Sleep(10 * time.Millisecond)'],
    ['concurrency', '', 'go func() { done <- true }()'],
  ])('%s', (cause, message, source) => {
    expect(causes(message ? [message] : [], source)[0]).toBe(cause);
  });
  it('joins what the message says with the line that does it', () => {
    expect(rootCauseHints(['timed out'], ['const a = 1;', '  await sleep(50);'], 10)).toEqual([
      { cause: 'async wait', sign: 'timed out; await sleep(50);', line: 11 },
    ]);
  });
  it('says nothing where nothing points anywhere', () => {
    expect(causes(['expected 1 to be 2'], 'expect(add(1, 1)).toBe(2);')).toEqual([]);
  });
  it('does not take a comment for code', () => {
    expect(causes([], '// Math.random() would be wrong here')).toEqual([]);
  });
});
