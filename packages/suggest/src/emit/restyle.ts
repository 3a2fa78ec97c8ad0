import type { TestStyle } from '../style.ts';

/** Generated code with the project's quotes and semicolons; strings and regular expressions keep their content. */
export function restyled(code: string, style: Pick<TestStyle, 'quote' | 'semicolons'>): string {
  const quotes = style.quote === '"' ? doubleQuoted(code) : code;
  return style.semicolons ? quotes : quotes.replace(/;$/gm, '');
}

/** Literals, so that a quote in one is not taken for the beginning of another. */
const LITERAL =
  /'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|(?<=[(,=:[] ?)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;

function doubleQuoted(code: string): string {
  return code.replace(LITERAL, (literal) => {
    if (!literal.startsWith("'")) return literal;
    return `"${literal.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`;
  });
}
