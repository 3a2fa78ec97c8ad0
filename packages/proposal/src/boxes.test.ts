import { describe, expect, it } from 'vitest';
import { applyLine, boxLine, readTicks, shownLine, unticked, withoutApply } from './boxes.ts';

const [ONE, TWO] = ['1'.repeat(16), '2'.repeat(16)];
const DIGEST = 'd'.repeat(32);
const tick = (line: string) => line.replace('[ ]', '[x]');
const comment = (one: string, two: string, apply: string) =>
  [
    'head',
    boxLine(ONE, false, one),
    '```js',
    tick(boxLine(TWO, false, 'code')),
    '```',
    two,
    apply,
    shownLine(DIGEST),
  ].join('\n');

describe('the boxes of a comment', () => {
  it('say what is ticked, and nothing of what stands in code', () => {
    const plain = comment('one', boxLine(TWO, true, 'two'), applyLine('go'));
    expect(readTicks(plain)).toEqual({ ids: new Set([TWO]), apply: false, digest: DIGEST });
    expect(readTicks(comment('one', '', tick(applyLine('go'))))).toEqual({
      ids: new Set(),
      apply: true,
      digest: DIGEST,
    });
    const hidden =
      '```\n- [x] <!-- qitops:apply -->\n<!-- qitops:shown 00000000000000000000000000000000 -->\n```';
    expect(readTicks(hidden)).toEqual({ ids: new Set(), apply: false, digest: null });
  });
  it('tell a tick from any other change', () => {
    const before = comment('one', boxLine(TWO, false, 'two'), applyLine('go'));
    expect(unticked(before.replace(/- \[ \] <!-- qitops:apply/, '- [x] <!-- qitops:apply'))).toBe(
      unticked(before),
    );
    expect(unticked(before.replace(DIGEST, 'e'.repeat(32)))).not.toBe(unticked(before));
  });
  it('can be acted on again', () => {
    const ticked = comment('one', boxLine(TWO, true, 'two'), tick(applyLine('go')));
    expect(readTicks(withoutApply(ticked))).toEqual({ ids: new Set([TWO]), apply: false, digest: DIGEST });
  });
});
