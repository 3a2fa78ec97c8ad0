const DEPTH = 5;

/** Key paths in the first part of a JSON text, down to five levels; null when it does not look like JSON. */
export function jsonPaths(text: string): Set<string> | null {
  if (!/^\s*[[{]/.test(text)) return null;
  const paths = new Set<string>();
  const stack: { path: string; array: boolean }[] = [];
  let key = '';
  const token = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const top = stack.at(-1);
    if (match[2] !== undefined) {
      key = match[1]!;
      if (top && stack.length <= DEPTH) paths.add(join(top.path, key));
    } else if (match[0] === '{' || match[0] === '[') {
      const path = !top ? '' : join(top.path, top.array ? '[]' : key);
      if (top?.array && stack.length <= DEPTH) paths.add(path);
      stack.push({ path, array: match[0] === '[' });
    } else if (match[0] === '}' || match[0] === ']') stack.pop();
  }
  return paths;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
