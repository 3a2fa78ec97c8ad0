const IMPORT =
  /^([ \t]*import\s+)(?!type\b)(?:([A-Za-z_$][\w$]*)(\s*,\s*)?)?(?:\{([^}]*)\})?(\s*from\s*)(['"])[^'"\n]+\6[ \t]*;?/gm;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;

/**
 * The text without the imports that no value is used of, as TypeScript leaves out what was only a type. Types are
 * stripped from it before, so that a name that stands nowhere else was one. Every offset stays. What looks like an import
 * behind the first template is left alone: it may be the text of one.
 */
export function withoutUnusedImports(text: string): string {
  const templates = text.indexOf('`');
  const used = new Set(
    text
      .replace(IMPORT, '')
      .replace(COMMENT, '')
      .match(/[A-Za-z_$][\w$]*/g),
  );
  return text.replace(
    IMPORT,
    (
      whole: string,
      head: string,
      name: string | undefined,
      comma: string | undefined,
      list: string | undefined,
      _from: string,
      _quote: string,
      at: number,
    ) => {
      if (templates >= 0 && at > templates) return whole;
      if (name === undefined && list === undefined) return whole;
      const keepsName = name !== undefined && used.has(name);
      const kept = list?.split(',').map((each) => (used.has(localOf(each)) ? each : blank(each)));
      const keepsList = kept?.some((each) => each.trim() !== '') ?? false;
      if (!keepsName && !keepsList) return blank(whole);
      const rest = whole.slice(head.length + (name?.length ?? 0) + (comma?.length ?? 0));
      const inner = list === undefined ? rest : `{${joined(kept!)}}${rest.slice(list.length + 2)}`;
      if (keepsName && !keepsList && list !== undefined)
        return head + name + blank(comma ?? '') + blank(`{${list}}`) + rest.slice(list.length + 2);
      return head + (keepsName ? name + (comma ?? '') : blank((name ?? '') + (comma ?? ''))) + inner;
    },
  );
}

/** `b` of `a as b`. */
function localOf(specifier: string): string {
  return specifier
    .replace(COMMENT, '')
    .trim()
    .split(/\s+as\s+/)
    .at(-1)!
    .trim();
}

/** The specifiers with a comma only after those that are left. */
function joined(specifiers: readonly string[]): string {
  return specifiers
    .map((each, n) => (n === specifiers.length - 1 ? each : each + (each.trim() === '' ? ' ' : ',')))
    .join('');
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
