import { describe, expect, it } from 'vitest';
import { readCase, writeCase } from './case-yaml.ts';

describe('a case as it is typed', () => {
  it('is its fields, or what is wrong by line', () => {
    expect(readCase('id: a\ntitle: A\n')).toEqual({ fields: { id: 'a', title: 'A' }, problems: [] });
    expect(readCase('id: a\ntitle: A\nprio: high\n')).toEqual({
      fields: null,
      problems: [{ line: 3, text: 'unknown key "prio". Did you mean "priority"?' }],
    });
    expect(readCase('- a\n').fields).toBeNull();
    expect(readCase('').problems.length).toBeGreaterThan(0);
    expect(readCase('a: &a [*a]\n').fields).toBeNull();
  });
  it('keeps comments, quotes and order where nothing changed', () => {
    const text = '# mine\nid: "a" # for good\ntitle: A\ntags: [x,   y]\n';
    expect(writeCase(text, { type: 'smoke' })).toBe(
      '# mine\nid: "a" # for good\ntitle: A\ntype: smoke\ntags: [ x, y ]\n',
    );
    expect(writeCase(text, { tags: [], title: 'B: "c" #d' })).toBe(
      '# mine\nid: "a" # for good\ntitle: \'B: "c" #d\'\n',
    );
  });
  it('begins anew where there was no case', () => {
    expect(writeCase('- a\n', { id: 'a' })).toBe('id: a\n');
    expect(writeCase('id: [', { id: 'a' })).toBe('id: a\n');
  });
});
