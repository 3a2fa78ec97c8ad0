import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeBlock, escapeMarkdown, inlineCode } from './markdown.ts';

describe('escapeMarkdown', () => {
  it('shows markup as text', () => {
    expect(escapeMarkdown('**bold** [x](y) <b>')).toBe('\\*\\*bold\\*\\* \\[x\\](y) &lt;b&gt;');
  });
  it('mentions nobody and links no issue', () => {
    const text = escapeMarkdown('@octocat fixes #12, GH-7 and octo/repo#3');
    expect(text).not.toMatch(/@\w/);
    expect(text).not.toMatch(/#\d/);
    expect(text).not.toMatch(/GH-\d/);
  });
  it('links no bare address', () => {
    expect(escapeMarkdown('see https://evil.example and www.evil.example')).not.toMatch(/https:|www\./);
  });
  it('leaves no way to close a details element or to open a comment', () => {
    expect(escapeMarkdown('</details><!-- qitops -->')).not.toMatch(/[<>]/);
  });
  it('starts no heading, list or rule', () => {
    for (const text of ['# a', '- a', '+ a', '1. a', '=== a'])
      expect(escapeMarkdown(text)).toMatch(/^\d?\\|^\\/);
  });
  it('keeps everything on one line', () => {
    expect(escapeMarkdown('a\n\n## b\r\nc')).not.toContain('\n');
  });
  it('drops terminal escapes and text direction overrides', () => {
    expect(escapeMarkdown('\u001b[31mred\u001b[0m \u202egnp')).toBe('red gnp');
  });
});

describe('inlineCode', () => {
  it('cannot be ended by its own content', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\n') }), (text) => {
        const code = inlineCode(text);
        const fence = /^`+/.exec(code)![0];
        const inner = code.slice(fence.length, -fence.length);
        const runs = [...inner.matchAll(/`+/g)].map((run) => run[0].length);
        expect(code.endsWith(fence)).toBe(true);
        expect(runs).not.toContain(fence.length);
        expect(code).not.toContain('\n');
      }),
    );
  });
});

describe('codeBlock', () => {
  it('uses a fence longer than any in its content', () => {
    expect(codeBlock('a\n```\nb', 'ts')).toBe('````ts\na\n```\nb\n````');
  });
});
