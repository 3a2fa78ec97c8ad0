import { addCounts, countTest, emptyCounts, type ReadFile, type ReadTest } from '@qitops/model';
import { unzipped } from './gzip.ts';
import { readHead } from './head.ts';
import {
  problemMessage,
  REMEDY_MALFORMED,
  REMEDY_TRUNCATED,
  REMEDY_UNKNOWN,
  ReadProblem,
} from './problem.ts';
import type { ResultFormat } from './results/format.ts';
import { resultFormats } from './results/registry.ts';
import type { SourceFile } from './source.ts';
import { WarningList } from './warnings.ts';

/** A result file that was read: its counts, and what people should know about it. */
export type ResultFileRead = ReadFile & {
  /** The runner if the content shows it, else the format's id; empty when no format knew the file. */
  framework: string;
  /** Seed that the file names; null = none. */
  seed: string | null;
  /** `path:line: text` each, at most 50. */
  warnings: string[];
};

/**
 * Reads one file of test results, streaming: memory does not grow with the file. Never throws: what is wrong
 * becomes `status` (`partial` when some tests were saved, `error` when none) and `message`.
 */
export async function readResultFile(
  source: SourceFile,
  onTest?: (test: ReadTest) => void,
): Promise<ResultFileRead> {
  const counts = emptyCounts();
  const warnings = new WarningList(source.path);
  let format: ResultFormat | null = null;
  let framework = '';
  let seed: string | null = null;
  let seen = 0;
  let message: string | undefined;
  const done = (status: ReadFile['status']): ResultFileRead => ({
    path: source.path,
    format: format?.id ?? null,
    status,
    ...(message === undefined ? {} : { message }),
    ...addCountsTo(counts),
    framework: framework || format?.id.replace(/-(?:json|xml)$/, '') || '',
    seed,
    warnings: warnings.list(),
  });
  try {
    const plain = await unzipped(source);
    format = await recognise(plain);
    await format.read(plain, {
      test(test) {
        seen += 1;
        countTest(counts, test);
        onTest?.(test);
      },
      warning: (text, line) => warnings.add(text, line),
      framework(name) {
        framework ||= name.toLowerCase();
      },
      seed(value) {
        if (/^\w{1,64}$/.test(value)) seed ??= value;
      },
      partial(text, line) {
        message ??= problemMessage(source.path, new ReadProblem(text, REMEDY_MALFORMED, { line }));
      },
    });
  } catch (error) {
    message = problemMessage(source.path, error);
    return done(seen > 0 ? 'partial' : 'error');
  }
  if (seen === 0) warnings.add('there are 0 tests in it');
  return done(message === undefined ? 'ok' : 'partial');
}

async function recognise(source: SourceFile): Promise<ResultFormat> {
  const head = await readHead(source);
  const format = resultFormats.find((each) => each.sniff(head));
  if (format) return format;
  if (head.empty || head.text.trim() === '') throw new ReadProblem('the file is empty', REMEDY_TRUNCATED);
  throw new ReadProblem(
    `this is no test result file of a known format${head.root ? ` (its first element is <${head.root.name}>)` : ''}`,
    REMEDY_UNKNOWN,
  );
}

function addCountsTo(counts: ReturnType<typeof emptyCounts>): ReturnType<typeof emptyCounts> {
  const copy = emptyCounts();
  addCounts(copy, counts);
  return copy;
}
