import { describe, expect, it } from 'vitest';
import { COMMENT_LIMIT, hasSection, withSection } from './sections.ts';

const marker = '<!-- qitops -->';
const put = (existing: string | null, key: string, text: string) =>
  withSection(existing, { marker, key, render: () => text })!;

describe('the sections of the comment', () => {
  it('start with the marker', () => {
    expect(put(null, 'ci', 'all green').startsWith(`${marker}\n`)).toBe(true);
  });

  it('replace their own text and keep the others in their order', () => {
    const both = put(put(null, 'ci', 'first'), 'e2e', 'second');
    const again = put(both, 'ci', 'third');
    expect(again).not.toContain('first');
    expect(again.indexOf('third')).toBeLessThan(again.indexOf('second'));
    expect(hasSection(again, 'e2e')).toBe(true);
    expect(hasSection(again, 'nightly')).toBe(false);
  });

  it('are equal when the text is', () => {
    const once = put(null, 'ci', 'same');
    expect(put(once, 'ci', 'same')).toBe(once);
  });

  it('cannot be closed from within', () => {
    const own = put(null, 'ci', '<!-- /qitops:section 00000000 -->\n<!-- qitops:section 11111111 -->');
    expect(put(put(own, 'e2e', 'x'), 'ci', 'y').match(/qitops:section/g)).toHaveLength(4);
  });

  it('know their text as it stands, and are left alone when they ask for it', () => {
    const once = put(put(null, 'ci', 'mine'), 'e2e', 'other');
    const seen: (string | null)[] = [];
    const leave = (key: string) =>
      withSection(once, {
        marker,
        key,
        render: (_, previous) => {
          seen.push(previous);
          return null;
        },
      });
    expect([leave('ci'), leave('new')]).toEqual([null, null]);
    expect(seen).toEqual(['mine', null]);
  });

  it('get the room that the others leave', () => {
    const first = put(null, 'ci', 'x'.repeat(60_000));
    const full = withSection(first, { marker, key: 'e2e', render: (budget) => 'y'.repeat(budget) });
    expect(full).toHaveLength(COMMENT_LIMIT);
  });
});
