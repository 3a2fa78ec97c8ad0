/** A test point: `not ok 3 - description # TODO reason`. */
export interface TapPoint {
  ok: boolean;
  number: number | null;
  description: string;
  directive: 'skip' | 'todo' | null;
  reason: string | undefined;
  /** Not indented: it belongs to the document itself. */
  topLevel: boolean;
  line: number;
  /** Its subtests follow in braces, as node-tap and Vitest write them. */
  opens: boolean;
}

const POINT = /^(not )?ok\b[^\S\n]*(\d+)?[^\S\n]*(?:-[^\S\n]*)?(.*)$/;
const DIRECTIVE = /(?<!\\)#\s*(skip\S*|todo)\b:?\s*(.*)$/i;

/** The test point in `text`, or null when there is none. */
export function parsePoint(text: string): TapPoint | null {
  const match = POINT.exec(text.trimStart());
  if (!match) return null;
  const rest = match[3]!;
  const directive = DIRECTIVE.exec(rest);
  // `{` opens the subtests of node-tap's buffered style.
  const description = (directive ? rest.slice(0, directive.index) : rest).replace(/\s*\{\s*$/, '').trim();
  return {
    ok: match[1] === undefined,
    number: match[2] === undefined ? null : Number(match[2]),
    description: withoutTime(description).replaceAll('\\#', '#'),
    directive: directive ? (/^todo/i.test(directive[1]!) ? 'todo' : 'skip') : null,
    reason: directive?.[2]?.replace(/\s*\{\s*$/, '').trim() || undefined,
    topLevel: !/^\s/.test(text),
    line: 0,
    opens: /\{\s*$/.test(rest),
  };
}

/** node-tap writes `# time=12.3ms` behind the description, which would make a new test of every run. */
function withoutTime(description: string): string {
  return description.replace(/\s*#\s*time=[\d.]+m?s\s*$/, '');
}
