/** The JSON of an answer, or what is wrong with its text. */
export type Parsed = { json: unknown } | { problem: string };

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads the text of an answer as one JSON object. A fence of Markdown around it is taken off. */
export function parseAnswer(text: string): Parsed {
  const bare = text.trim().replace(/^```(?:json)?\s*\n([\s\S]*?)\n?```$/, '$1');
  let json: unknown;
  try {
    json = JSON.parse(bare);
  } catch {
    return { problem: 'it is not valid JSON' };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { problem: 'it is not a JSON object' };
  const key = forbiddenKey(json);
  return key ? { problem: `the name ${key} may not be used` } : { json };
}

/** A name that reaches into an object's prototype, at any depth. */
function forbiddenKey(json: object): string | null {
  const waiting: object[] = [json];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const [key, value] of Object.entries(next)) {
      if (FORBIDDEN.has(key)) return key;
      if (typeof value === 'object' && value !== null) waiting.push(value);
    }
  }
  return null;
}
