import { expect, test } from 'vitest';
import { clusterFailures, commonForm } from './clusters.ts';

test('messages that differ in numbers, ids, quotes or paths are one', () => {
  const same = [
    'Timeout after 5000 ms at /home/a/x.ts:10 for "cart" 4f3a9b2c1d',
    "Timeout after 31 ms at /srv/b/c/y.ts:7 for 'order' 00ffab12cd",
  ];
  expect(new Set(same.map(commonForm)).size).toBe(1);
  expect(commonForm('expected a')).not.toBe(commonForm('expected b'));
});

test('the greatest cluster comes first, and failures without a message stay together', () => {
  const messages = new Map([
    [1, 'Error: port 4000 is taken'],
    [2, 'Error: port 4001 is taken'],
    [5, 'TypeError: x'],
  ]);
  const clusters = clusterFailures([1, 2, 3, 5], messages);
  expect(clusters.map(({ tests }) => tests)).toEqual([[1, 2], [3], [5]]);
  expect(clusters[1]!.message).toBe('(no message)');
});
