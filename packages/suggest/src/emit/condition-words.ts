/** A condition of the source, and whether it held. */
export interface Condition {
  text: string;
  holds: boolean;
}

const PATH = String.raw`[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*){0,2}`;
const VALUE = String.raw`-?[\d_.]+n?|'[^'\n]{0,24}'|"[^"\n]{0,24}"|${PATH}`;

/** How comparisons are said when they hold, and when they do not. */
const COMPARED: Readonly<Record<string, [string, string]>> = {
  '>': ['is above', 'is at most'],
  '>=': ['is at least', 'is below'],
  '<': ['is below', 'is at least'],
  '<=': ['is at most', 'is above'],
  '===': ['is', 'is not'],
  '==': ['is', 'is not'],
  '!==': ['is not', 'is'],
  '!=': ['is not', 'is'],
};

/** The words of a simple condition, `weight is above 20`; null = it says more than one thing. */
export function conditionInWords({ text, holds }: Condition): string | null {
  const plain = text.replace(/\s+/g, ' ').trim();
  const either = (yes: string, no: string): string => (holds ? yes : no);
  const negated = /^!(?!=)(.+)$/.exec(plain)?.[1];
  if (negated !== undefined) return conditionInWords({ text: negated, holds: !holds });
  const wrapped = /^\(([^()]*)\)$/.exec(plain)?.[1];
  if (wrapped !== undefined) return conditionInWords({ text: wrapped, holds });
  const kind = new RegExp(`^typeof (${PATH}) ([!=]==?) ['"](\\w+)['"]$`).exec(plain);
  if (kind)
    return `${named(kind[1]!)} ${(kind[2]!.startsWith('=')) === holds ? 'is' : 'is not'} ${article(kind[3]!)}`;
  const instance = new RegExp(`^(${PATH}) instanceof ([A-Z]\\w*)$`).exec(plain);
  if (instance) return `${named(instance[1]!)} ${either('is', 'is not')} ${article(instance[2]!)}`;
  const asked = new RegExp(`^(Array\\.isArray|(?:Number\\.)?is(?:NaN|Integer|Finite))\\((${PATH})\\)$`).exec(
    plain,
  );
  if (asked)
    return `${named(asked[2]!)} ${either('is', 'is not')} ${ASKED[asked[1]!.replace('Number.', '')]}`;
  const empty = new RegExp(`^(${PATH})\\.(length|size) (===?|!==?|>|<=) 0$`).exec(plain);
  if (empty) return `${named(empty[1]!)} ${/^[=<]/.test(empty[3]!) === holds ? 'is empty' : 'is not empty'}`;
  const compared = new RegExp(`^(${PATH}) (>=?|<=?|[!=]==?) (${VALUE})$`).exec(plain);
  if (compared) return comparison(compared[1]!, compared[2]!, compared[3]!, holds);
  if (new RegExp(`^${PATH}$`).test(plain)) {
    const flag = /(?:^|\.)(?:is|has|can|should)[A-Z]/.test(plain);
    return flag
      ? `${named(plain)} is ${either('true', 'false')}`
      : either(`${named(plain)} is set`, `${named(plain)} is not set`);
  }
  return null;
}

const ASKED: Readonly<Record<string, string>> = {
  'Array.isArray': 'a list',
  isNaN: 'NaN',
  isInteger: 'a whole number',
  isFinite: 'finite',
};

function comparison(left: string, operator: string, right: string, holds: boolean): string {
  const [yes, no] = COMPARED[operator]!;
  const verb = holds ? yes : no;
  if (/^(null|undefined)$/.test(right)) return `${named(left)} ${verb === 'is' ? 'is missing' : 'is there'}`;
  if (right === '0' && /^(<|>=)$/.test(operator))
    return `${named(left)} ${verb === 'is below' ? 'is negative' : 'is not negative'}`;
  if (/^(''|"")$/.test(right)) return `${named(left)} ${verb} empty`;
  const value = /^['"]/.test(right)
    ? JSON.stringify(right.slice(1, -1))
    : /^[A-Za-z_$]/.test(right)
      ? named(right)
      : right;
  return `${named(left)} ${verb} ${value}`;
}

/** `order.line.count` as its last two words. */
function named(path: string): string {
  const words = path
    .replaceAll('?.', '.')
    .replace(/^this\./, '')
    .split('.');
  return words.slice(-2).join('.');
}

function article(kind: string): string {
  if (/^(undefined|null)$/.test(kind)) return 'missing';
  return `${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind}`;
}
