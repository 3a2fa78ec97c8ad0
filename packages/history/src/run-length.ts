/** Run-length text of letters: `p12f1-3`. */
export function runLength(letters: ArrayLike<string>): string {
  let text = '';
  for (let i = 0; i < letters.length; ) {
    let end = i + 1;
    while (end < letters.length && letters[end] === letters[i]) end++;
    text += letters[i]! + (end - i);
    i = end;
  }
  return text;
}

const DASH = '-'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

/** Number of letters in a run-length text. Throws when it is none. */
export function runLengthSize(text: string): number {
  let size = 0;
  eachRun(text, (_, count) => {
    size += count;
  });
  return size;
}

/** Calls back for each run of equal letters: its character code, 0 for `-`, and its length. Throws on other text. */
export function eachRun(text: string, then: (code: number, count: number) => void): void {
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i++);
    let count = 0;
    const start = i;
    for (; i < text.length; i++) {
      const digit = text.charCodeAt(i) - ZERO;
      if (digit < 0 || digit > 9) break;
      count = count * 10 + digit;
    }
    const isLetter = code === DASH || (code >= 97 && code <= 122);
    if (!isLetter || i === start || count > MOST) throw new Error('its statuses are damaged');
    then(code === DASH ? 0 : code, count);
  }
}

/** More tests than any run has: a damaged length must not fill the memory. */
const MOST = 10_000_000;
