/** Most characters of either side. */
const LONGEST = 40;

/** What a mutant changes, without what it leaves alone: `< → <=`, `x > 1 → true`. */
export function replacementInWords(before: string, after: string): string {
  const from = tokens(before);
  const to = tokens(after);
  // parentheses and semicolons are the printer's, not the mutant's
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head += 1;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail))
    tail += 1;
  const changed = (all: readonly string[]): string => all.slice(head, all.length - tail).join(' ');
  // a lone addition or removal reads better with what stands around it
  const lone = changed(from) === '' || changed(to) === '';
  const words = lone ? [from.join(' '), to.join(' ')] : [changed(from), changed(to)];
  return words.map((each) => shortened(each === '' ? 'nothing' : each)).join(' → ');
}

function tokens(text: string): string[] {
  return (
    text.match(
      /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[\w$.]+|[=!<>+\-*/%&|?^~]+|[^\s\w]/g,
    ) ?? []
  );
}

function shortened(text: string): string {
  const compact = text
    .replace(/ ?([(),.;[\]]) ?/g, '$1')
    .replaceAll(',', ', ')
    .replace(/\s+/g, ' ')
    .trim();
  return compact.length > LONGEST ? `${compact.slice(0, LONGEST - 1)}…` : compact;
}
