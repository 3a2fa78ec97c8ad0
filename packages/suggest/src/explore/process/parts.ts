import type { Part } from '../protocol.ts';
import { isMutable, written } from './written.ts';

/** Most parts that are named, and how deep. */
const MOST = 14;
const DEEPEST = 3;
const LONGEST_TEXT = 300;

/** What can be said of an object that cannot be written down as a whole: its class, its keys, its leaves. */
export function partsOf(value: object): Part[] | null {
  const parts: Part[] = [];
  const seen = new Map<unknown, string>([[value, '%']]);
  const add = (on: string, text: string, isSame = false): void => {
    if (parts.length < MOST && text.length <= LONGEST_TEXT) parts.push({ on, text, isSame });
  };
  const look = (at: object, path: string, depth: number): void => {
    const name = className(at);
    if (name) add(`${path}.constructor.name`, `'${name}'`);
    const keys = Object.keys(at);
    if (Array.isArray(at)) add(`${path}.length`, String(at.length));
    else if (keys.length > 0) {
      const text = written(keys);
      if (text) add(`Object.keys(${path})`, text);
    }
    for (const key of keys.slice(0, 10)) {
      const inner: unknown = Reflect.get(at, key);
      const on = `${path}${/^\d+$/.test(key) ? `[${key}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${written(key)}]`}`;
      const above = isMutable(inner) ? seen.get(inner) : undefined;
      if (above !== undefined) {
        add(on, above, true);
        continue;
      }
      const text = typeof inner === 'function' ? null : written(inner);
      if (text !== null) add(on, text);
      else if (typeof inner === 'function') add(`typeof ${on}`, "'function'");
      else if (isMutable(inner) && depth < DEEPEST) {
        seen.set(inner, on);
        look(inner, on, depth + 1);
      }
    }
    for (const key of ['message', 'size', 'byteLength', 'type'] as const)
      if (!keys.includes(key) && key in at) {
        const text = written(Reflect.get(at, key));
        if (text !== null) add(`${path}.${key}`, text);
      }
  };
  try {
    look(value, '%', 0);
  } catch {
    return null;
  }
  return parts.length > 0 ? parts : null;
}

/** That an object, and what lies in it, is frozen; null = it is not, or there is nothing to freeze. */
export function frozenParts(value: object, text: string | null): Part[] | null {
  if (
    text === null ||
    text.length > LONGEST_TEXT ||
    !Object.isFrozen(value) ||
    Object.keys(value).length === 0
  )
    return null;
  const parts: Part[] = [{ on: '%', text, isSame: false }];
  const look = (at: object, path: string): void => {
    parts.push({ on: `Object.isFrozen(${path})`, text: String(Object.isFrozen(at)), isSame: false });
    for (const key of Object.keys(at)) {
      const inner: unknown = Reflect.get(at, key);
      if (isMutable(inner) && parts.length < MOST && /^\w+$/.test(key))
        look(inner, /^\d+$/.test(key) ? `${path}[${key}]` : `${path}.${key}`);
    }
  };
  look(value, '%');
  return parts;
}

function className(value: object): string | null {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (!prototype || prototype === Object.prototype || prototype === Array.prototype) return null;
  const name: unknown = (prototype.constructor as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' && /^[A-Za-z_$][\w$]*$/.test(name) ? name : null;
}
