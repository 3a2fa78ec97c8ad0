import {
  type PlacedProblem,
  schemaProblems,
  syntaxProblems,
  UserError,
  type YamlProblem,
} from '@qitops/model';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** Aliases that a document may expand to: enough for people, too few for a bomb. */
export const ALIASES = { maxAliasCount: 20 };

/** Parses YAML against a schema. All problems are reported at once, with line, column and the nearest valid name. */
export function parseYaml<T extends z.ZodType>(text: string, where: string, schema: T): z.infer<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const fail = (problems: YamlProblem[]): never => {
    throw new UserError(placed(problems, where, lines));
  };
  if (document.errors.length > 0) fail(syntaxProblems(document));
  const parsed = schema.safeParse(document.toJS(ALIASES) ?? {}, { reportInput: true });
  return parsed.success ? parsed.data : fail(schemaProblems(document, parsed.error, schema));
}

/** Problems with their line and column. */
export function placed(problems: readonly YamlProblem[], path: string, lines: LineCounter): PlacedProblem[] {
  return problems.map(({ what, remedy, offset }) => {
    const { line, col } = lines.linePos(offset);
    return { what, remedy, path, line, column: col, where: `${path}:${line}:${col}` };
  });
}
