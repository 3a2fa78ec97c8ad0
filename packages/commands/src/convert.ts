import type { Verdict } from '@qitops/model';
import { toCtrf, toJUnit } from '@qitops/readers';
import { Checkout } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { discover, nothingFound, RESULT_GLOBS } from './discover.ts';
import { readResults } from './inputs.ts';

export interface ConvertOptions {
  globs: string[];
  to: 'ctrf' | 'junit';
}

export interface Converted {
  /** The CTRF document, or the JUnit text wrapped in `{ junit }`. */
  document: unknown;
  text: string;
  verdict: Verdict;
}

/** Reads results of any format and writes them as one CTRF or JUnit document. */
export async function convert(context: CommandContext, { globs, to }: ConvertOptions): Promise<Converted> {
  const checkout = await Checkout.open(context.cwd);
  const read = await readResults(context, globs, { project: '', checkout });
  if (read.files.length === 0) throw nothingFound(context, read.found, 'result');
  if (to === 'junit') {
    const text = toJUnit(read.tests);
    return { document: { junit: text }, text, verdict: read.verdict };
  }
  const document = toCtrf(read.tests);
  return { document, text: JSON.stringify(document, null, 2), verdict: read.verdict };
}

/** Says that no result file was found, and how to get one. */
export async function noResultFiles(context: CommandContext, globs: readonly string[]): Promise<string> {
  return nothingFound(context, await discover(context, globs, RESULT_GLOBS), 'result').message;
}
