import type { Usage } from './budget.ts';

/** How an answer is held to its schema, the strictest first. */
export type Mode = 'schema' | 'tool' | 'object' | 'plain';

export interface Asked {
  system: string;
  /** What was said so far, the user first. */
  turns: readonly { role: 'user' | 'assistant'; text: string }[];
  schema: Record<string, unknown>;
  maxOutputTokens: number;
  mode: Mode;
  signal: AbortSignal;
}

/** How an answer ended: whole, cut at the token limit, or declined by the model or a filter. */
export type End = 'whole' | 'cut' | 'declined';

export interface Answered extends Usage {
  /** Null = the answer has no text where it belongs. */
  text: string | null;
  end: End;
}

/** One way to speak with a service. */
export interface Protocol {
  /** Modes that it knows, the strictest first; the next is tried when a service does not accept one. */
  modes: readonly Mode[];
  /** Sends one request, without trying again. Throws what the service's client throws. */
  ask(asked: Asked): Promise<Answered>;
}

export interface Endpoint {
  baseUrl: string;
  key: string;
  model: string;
  fetch: typeof fetch;
  timeoutMs: number;
}

/** A member of something that came from outside; undefined when it has none of that name. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}

/** The items of a list that came from outside; none when it is no list. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A count that came from outside, or null. */
export function countAt(value: unknown, ...path: readonly (string | number)[]): number | null {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : null;
}

/** Texts joined; null when there are none. */
export function joined(texts: readonly unknown[]): string | null {
  const found = texts.filter((each): each is string => typeof each === 'string');
  return found.length > 0 ? found.join('') : null;
}
