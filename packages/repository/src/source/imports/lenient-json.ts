/** JSON as tsconfig files are written: with comments and trailing commas. Null when it is still none. */
export function lenientJson(text: string): Record<string, unknown> | null {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string?: string) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, string?: string) => string ?? '');
  try {
    const value: unknown = JSON.parse(plain);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A member that is an object, or an empty one. */
export function objectAt(value: Record<string, unknown>, key: string): Record<string, unknown> {
  const member = value[key];
  return typeof member === 'object' && member !== null && !Array.isArray(member)
    ? (member as Record<string, unknown>)
    : {};
}

export function stringAt(value: Record<string, unknown>, key: string): string | null {
  const member = value[key];
  return typeof member === 'string' ? member : null;
}
