/** Why a file could not be read to its end: what is wrong, where in the file, and what to do about it. */
export class ReadProblem extends Error {
  override readonly name = 'ReadProblem';
  readonly what: string;
  readonly remedy: string;
  /** 1-based; undefined where the format has no lines. */
  readonly line: number | undefined;
  /** Offset into the file; undefined when the line says it better. */
  readonly byte: number | undefined;

  constructor(
    what: string,
    remedy: string,
    at: { line?: number | undefined; byte?: number | undefined } = {},
  ) {
    super(what);
    this.what = what;
    this.remedy = remedy;
    this.line = at.line;
    this.byte = at.byte;
  }
}

export const REMEDY_TRUNCATED =
  'The file ends too early: was the test run killed, or the disk full? Run it again, or upload the file only after the tests have ended.';
export const REMEDY_MALFORMED =
  'Write the report again with the current version of its tool; if it is still like this, report it to the tool.';
export const REMEDY_UNKNOWN =
  'Point qitops at the report of a test runner, or give a narrower glob if this file is something else.';

/** One sentence for people: `path:line: what. remedy`. */
export function problemMessage(path: string, error: unknown): string {
  if (error instanceof ReadProblem) {
    const where = error.line !== undefined ? `:${error.line}` : '';
    const byte = error.byte !== undefined ? ` (byte ${error.byte})` : '';
    return `${path}${where}: ${error.what}${byte}. ${error.remedy}`;
  }
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOENT') return `${path}: there is no such file. Check the path and that the tests have run.`;
  if (code === 'EACCES' || code === 'EPERM') return `${path}: it may not be read. Check its permissions.`;
  if (code === 'EISDIR')
    return `${path}: this is a folder. Give the files in it, for example ${path}/**/*.xml.`;
  const text = error instanceof Error ? error.message : String(error);
  return `${path}: reading failed: ${text}. ${REMEDY_MALFORMED}`;
}
