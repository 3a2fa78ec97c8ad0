// Shapes of stored columns, checked without building anything: a run has tens of thousands of numbers.

export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTexts(value: unknown): value is string[] {
  return isList(value) && value.every(isText);
}

/** A list of whole numbers from `least` up. */
export function isWholeNumbers(value: unknown, least: number): value is number[] {
  if (!isList(value)) return false;
  for (let i = 0; i < value.length; i++) {
    const number = value[i] as number;
    if (!Number.isInteger(number) || number < least) return false;
  }
  return true;
}

/** A list of [position, second], each second one of its kind. */
export function isPairs(value: unknown, isSecond: (second: unknown) => boolean): boolean {
  return (
    isList(value) &&
    value.every((pair) => isList(pair) && pair.length === 2 && isPosition(pair[0]) && isSecond(pair[1]))
  );
}

/** A list of [run, position, third]. */
export function isTriples(value: unknown, isThird: (third: unknown) => boolean): boolean {
  return (
    isList(value) &&
    value.every(
      (triple) =>
        isList(triple) &&
        triple.length === 3 &&
        isPosition(triple[0]) &&
        isPosition(triple[1]) &&
        isThird(triple[2]),
    )
  );
}

function isPosition(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
