const HELPER = /__nccwpck_require__\.t=function/;
const LOOP = /(for\(var (\w+)=\w+&2&&\w+;)typeof \2=="object"(&&!~)/g;

/**
 * ncc 0.45 carries a webpack whose `import()` of a built-in module that is a function (`module`) gives a namespace
 * without names, so that `const { createRequire } = await import('module')` in web-tree-sitter is undefined. Later
 * webpacks also copy the names of functions; this does the same to a bundle's text.
 * @throws Error when the bundle has the helper in another shape: ncc has changed, and this may be needless.
 */
export function repairBundle(code: string): string {
  if (!HELPER.test(code)) return code;
  let repaired = 0;
  const text = code.replace(LOOP, (_, start: string, name: string, end: string) => {
    repaired += 1;
    return `${start}(typeof ${name}=="object"||typeof ${name}=="function")${end}`;
  });
  if (repaired !== 1) throw new Error('the namespace helper of the bundle looks otherwise than expected');
  return text;
}

/**
 * Stryker's parsers ask where Babel's presets lie when they are loaded; we never use those parsers, and a bundle has
 * no `node_modules` to look in. A chunk's text with the names in place of the places.
 */
export function repairChunk(code: string): string {
  // from the beginning of a word only: data may be one word of a hundred thousand letters
  return code.replace(
    /(?<![\w$])[\w$]+\.resolve\((["'])(@babel\/[\w-]+)\1\)/g,
    (_, quote: string, name: string) => `${quote}${name}${quote}`,
  );
}
