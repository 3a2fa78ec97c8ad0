/** Most characters of either side. */
const LONGEST = 40;

/** What a mutant changes, without what it leaves alone: `< → <=`, `x > 1 → true`. */
export function replacementInWords(before: string, after: string): string {
  const from = tokens(before);
  const to = tokens(after);
  let head = 0;
  while (head < from.length && head < to.length && from[head]!.text === to[head]!.text) head += 1;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from.at(-1 - tail)!.text === to.at(-1 - tail)!.text
  )
    tail += 1;
  const part = (text: string, all: readonly Token[]): string => {
    const changed = all.slice(head, all.length - tail);
    return changed.length === 0
      ? ''
      : text.slice(changed[0]!.at, changed.at(-1)!.at + changed.at(-1)!.text.length);
  };
  const [old, now] = [part(before, from), part(after, to)];
  // a lone addition or removal reads better with what stands around it
  const words = old === '' || now === '' ? [before, after] : [old, now];
  return words.map((each) => shortened(each === '' ? 'nothing' : each)).join(' → ');
}

interface Token {
  text: string;
  at: number;
}

/** Strings, regular expressions, words and operators. */
const TOKEN =
  /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?:[^/\\\n*[ ]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*\/[a-z]*|[\w$.]+|[=!<>+\-*/%&|?^~]+|[^\s\w]/g;

function tokens(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((match) => ({ text: match[0], at: match.index }));
}

function shortened(text: string): string {
  const compact = text.replace(/\s+/g, ' ').trim();
  return compact.length > LONGEST ? `${compact.slice(0, LONGEST - 1)}…` : compact;
}
