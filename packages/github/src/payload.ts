/** A value somewhere in a JSON document that others wrote: nothing about its shape is taken for granted. */
function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (here === null || typeof here !== 'object') return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

/** The text at `path`, or null when there is none or it is empty. */
export function textAt(value: unknown, ...path: string[]): string | null {
  const found = at(value, path);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The whole number at `path`, or null. */
export function integerAt(value: unknown, ...path: string[]): number | null {
  const found = at(value, path);
  return Number.isSafeInteger(found) ? (found as number) : null;
}

/** Whether there is an object at `path`. */
export function hasObject(value: unknown, ...path: string[]): boolean {
  const found = at(value, path);
  return found !== null && typeof found === 'object';
}

const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** The commit at `path`; null when it is none or the all-zero commit that stands for "nothing before". */
export function shaAt(value: unknown, ...path: string[]): string | null {
  const found = textAt(value, ...path);
  return found !== null && SHA.test(found) && !/^0+$/.test(found) ? found : null;
}
