import { CASE_KEYS, type CaseKey, TestCase } from '@qitops/model/case';
import { schemaProblems, syntaxProblems } from '@qitops/model/yaml-problems';
import { Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';

/** A case as it is typed: its fields when it is one, else what is wrong with it, each with its line. */
export interface TypedCase {
  fields: TestCase | null;
  problems: { line: number; text: string }[];
}

/** Reads one case. */
export function readCase(text: string): TypedCase {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  let found = syntaxProblems(document);
  if (found.length === 0) {
    const checked = TestCase.safeParse(plainOf(document), { reportInput: true });
    if (checked.success) return { fields: checked.data, problems: [] };
    found = schemaProblems(document, checked.error, TestCase);
  }
  const problems = found.map(({ what, remedy, offset }) => ({
    line: lines.linePos(offset).line,
    text: `${what}. ${remedy[0]!.toUpperCase()}${remedy.slice(1)}${remedy.endsWith('?') ? '' : '.'}`,
  }));
  return { fields: null, problems };
}

/** The text with some fields changed: what did not change stays as it is written, comments too. */
export function writeCase(text: string, fields: Partial<TestCase>): string {
  let document: Document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0 || !isMap(document.contents)) document = new Document({});
  const before = (plainOf(document) ?? {}) as Record<string, unknown>;
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) document.delete(key);
    else if (JSON.stringify(value) !== JSON.stringify(before[key]))
      document.set(key, document.createNode(value));
  }
  if (isMap(document.contents)) {
    const place = (key: unknown): number => {
      const at = CASE_KEYS.indexOf((isScalar(key) ? key.value : key) as CaseKey);
      return at < 0 ? CASE_KEYS.length : at;
    };
    document.contents.items.sort((a, b) => place(a.key) - place(b.key));
    document.contents.flow = false;
  }
  return document.toString({ lineWidth: 100 });
}

function plainOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    return null; // aliases without end
  }
}
