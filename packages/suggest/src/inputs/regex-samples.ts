/** Strings that a regular expression matches, at most `most`, simplest first; each was tried. */
export function matching(source: string, flags: string, most = 4): string[] {
  let regex: RegExp;
  try {
    regex = new RegExp(source, flags.replace(/[gy]/g, ''));
  } catch {
    return [];
  }
  const found = new Set<string>();
  for (let variant = 0; variant < 12 && found.size < most; variant++) {
    const text = new Sampler(source, variant).sample();
    if (text.length <= 60 && regex.test(text)) found.add(text);
  }
  return [...found];
}

/** Near misses: a matching string with a character less, one more, or another. */
export function nearMisses(source: string, flags: string, samples: readonly string[]): string[] {
  let regex: RegExp;
  try {
    regex = new RegExp(source, flags.replace(/[gy]/g, ''));
  } catch {
    return [];
  }
  const misses = new Set<string>();
  for (const text of samples) {
    for (const near of [text.slice(1), text.slice(0, -1), `!${text}`, `${text}!`, text.replace(/./, '_')])
      if (!regex.test(near)) misses.add(near);
  }
  return [...misses].slice(0, 4);
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '07',
  w: 'aZ0_',
  s: ' \t',
  D: 'a-',
  W: '-!',
  S: 'a1',
  b: '',
  B: '',
};

/** Walks the pattern once, taking the way that `variant` says at each choice. */
class Sampler {
  readonly #pattern: string;
  readonly #variant: number;
  readonly #groups: string[] = [];
  #at = 0;
  #choices = 0;

  constructor(pattern: string, variant: number) {
    this.#pattern = pattern;
    this.#variant = variant;
  }

  sample(): string {
    return this.#alternatives();
  }

  #choice(of: number): number {
    this.#choices += 1;
    return of === 0 ? 0 : (this.#variant * (this.#choices + 1)) % of;
  }

  #alternatives(): string {
    const options: string[] = [this.#sequence()];
    while (this.#pattern[this.#at] === '|') {
      this.#at += 1;
      options.push(this.#sequence());
    }
    return options[this.#choice(options.length)]!;
  }

  #sequence(): string {
    let text = '';
    while (
      this.#at < this.#pattern.length &&
      this.#pattern[this.#at] !== '|' &&
      this.#pattern[this.#at] !== ')'
    ) {
      const before = this.#at;
      const atom = this.#atom();
      text += this.#repeated(atom, before);
    }
    return text;
  }

  #atom(): string {
    const char = this.#pattern[this.#at++]!;
    if (char === '(') return this.#group();
    if (char === '[') return this.#set();
    if (char === '\\') return this.#escape();
    if (char === '.') return 'x';
    return char === '^' || char === '$' ? '' : char;
  }

  #group(): string {
    const special = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
    this.#at += special.length;
    const text = this.#alternatives();
    this.#at += 1;
    if (special === '' || special.endsWith('>')) this.#groups.push(text);
    // a look-ahead is left to the text after it
    return /^\?<?[=!]$/.test(special) ? '' : text;
  }

  #set(): string {
    const negated = this.#pattern[this.#at] === '^';
    if (negated) this.#at += 1;
    const options: string[] = [];
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
      let char = this.#pattern[this.#at++]!;
      if (char === '\\') {
        const escaped = this.#escape();
        options.push(...(escaped.length > 0 ? [...escaped] : []));
        continue;
      }
      if (this.#pattern[this.#at] === '-' && this.#pattern[this.#at + 1] !== ']') {
        options.push(char);
        this.#at += 1;
        char = this.#pattern[this.#at++]!;
      }
      options.push(char);
    }
    this.#at += 1;
    if (negated) return [...'ax0 -_'].find((each) => !options.includes(each)) ?? 'ß';
    return options[this.#choice(options.length)] ?? '';
  }

  #escape(): string {
    const char = this.#pattern[this.#at++] ?? '';
    if (char === 'u') {
      const code = /^(?:\{([\da-fA-F]+)\}|([\da-fA-F]{4}))/.exec(this.#pattern.slice(this.#at));
      this.#at += code?.[0].length ?? 0;
      return code ? String.fromCodePoint(Number.parseInt(code[1] ?? code[2]!, 16)) : 'u';
    }
    if (char === 'p' || char === 'P') {
      const name = /^\{([^}]*)\}/.exec(this.#pattern.slice(this.#at));
      this.#at += name?.[0].length ?? 0;
      const property = name?.[1] ?? '';
      if (/^(Lu|Uppercase)/.test(property)) return 'A';
      if (/^(N|Nd)/.test(property)) return '1';
      return /Emoji|Extended_Pict/.test(property) ? '😀' : 'a';
    }
    if (/[1-9]/.test(char)) return this.#groups[Number(char) - 1] ?? '';
    const options = CLASSES[char];
    if (options !== undefined) return options[this.#choice(options.length)] ?? '';
    return { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', 0: '\0' }[char] ?? char;
  }

  #repeated(atom: string, from: number): string {
    const quantifier = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(this.#pattern.slice(this.#at));
    if (!quantifier || from === this.#at) return atom;
    this.#at += quantifier[0].length;
    const [, sign, low, comma, high] = quantifier;
    if (sign === '?') return this.#choice(2) === 0 ? atom : '';
    if (sign === '*') return atom.repeat([1, 0, 2][this.#choice(3)]!);
    if (sign === '+') return atom.repeat(1 + this.#choice(3));
    const least = Number(low);
    const most = comma === undefined ? least : Number(high || least + 2);
    return atom.repeat(least + this.#choice(Math.min(most - least, 3) + 1));
  }
}
