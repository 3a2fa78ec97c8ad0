import { scanTextLines } from './byte-lines.ts';
import { REMEDY_MALFORMED, REMEDY_TRUNCATED, ReadProblem } from './problem.ts';
import type { SourceFile } from './source.ts';
import { asObject } from './text.ts';

/**
 * Reads JSON objects, one a line. Lines that are no JSON (compilers and tests print between them) are given to
 * `other`; a last line that is cut is an error.
 * @throws ReadProblem with line when the file ends inside an object.
 */
export async function readJsonLines(
  source: SourceFile,
  onValue: (value: Record<string, unknown>, line: number) => void,
  other: (text: string, line: number) => void,
): Promise<void> {
  let broken: { line: number; text: string } | null = null;
  let last = 0;
  await scanTextLines(source, (text, line) => {
    if (text.trim() === '') return;
    last = line;
    if (!text.startsWith('{')) {
      other(text, line);
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      if (broken)
        throw new ReadProblem('not valid JSON in this line', REMEDY_MALFORMED, { line: broken.line });
      broken = { line, text };
      return;
    }
    onValue(asObject(value), line);
  });
  const cut = broken as { line: number } | null;
  if (!cut) return;
  if (cut.line === last)
    throw new ReadProblem('the file ends inside a line', REMEDY_TRUNCATED, { line: cut.line });
  throw new ReadProblem('not valid JSON in this line', REMEDY_MALFORMED, { line: cut.line });
}
