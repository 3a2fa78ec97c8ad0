import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeLogLine } from './command.ts';

describe('escapeLogLine', () => {
  it('leaves no line that the runner would take for a command', () => {
    const pieces = fc.constantFrom('::', ':', ' ', '\t', '\n', '##[', 'error', 'add-mask', ']', '\u001b[0m');
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const text = escapeLogLine(parts.join(''));
        for (const line of text.split('\n')) {
          expect(line.trim().startsWith('::')).toBe(false);
          expect(line).not.toContain('##[');
        }
      }),
    );
  });
  it('leaves ordinary text alone', () => {
    expect(escapeLogLine('Foo::bar passed')).toBe('Foo::bar passed');
  });
});
