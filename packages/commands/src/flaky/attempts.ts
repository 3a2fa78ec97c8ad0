import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  ATTEMPTS_FILE,
  AttemptsSidecar,
  countsOf,
  isFlakyWithinRun,
  type TestResult,
  verdictOf,
} from '@qitops/model';
import type { ReadResults } from '@qitops/readers';
import type { CommandContext } from '../context.ts';
import type { Found } from '../discover.ts';

/** SHA-256 of each report, by the path that messages show. */
export async function digestsOf(found: Found): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { absolute, shown } of found.files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(absolute), hash);
    digests[shown] = hash.digest('hex');
  }
  return digests;
}

/** Joins the attempts that `rerun` left in the caller's directory, when they belong to these reports. */
export async function joinAttempts<T extends ReadResults & { found: Found }>(
  context: CommandContext,
  read: T,
): Promise<T> {
  let text: string;
  try {
    text = await readFile(join(context.cwd, ATTEMPTS_FILE), 'utf8');
  } catch {
    return read; // nothing was run again
  }
  const sidecar = AttemptsSidecar.safeParse(parsed(text));
  if (!sidecar.success) {
    context.log.warn(`${ATTEMPTS_FILE}: not written by qitops rerun, ignored`);
    return read;
  }
  const { reports } = sidecar.data;
  const digests = await digestsOf(read.found);
  const same =
    Object.keys(digests).length > 0 &&
    Object.entries(digests).every(([path, hash]) => reports[path] === hash);
  if (!same) {
    context.log.warn(`${ATTEMPTS_FILE}: belongs to other reports, ignored`);
    return read;
  }
  const attempts = new Map(sidecar.data.tests.map((test) => [test.id, test.attempts]));
  const tests = read.tests.map((test) => withAttempts(test, attempts.get(test.id) ?? []));
  const totals = countsOf(tests);
  return { ...read, tests, totals, verdict: verdictOf(read.files, totals) };
}

/** The test as it stood after its last attempt; the earlier ones are kept. */
function withAttempts(test: TestResult, later: AttemptsSidecar['tests'][number]['attempts']): TestResult {
  if (later.length === 0) return test;
  const first = {
    status: test.status,
    durationMs: test.durationMs,
    ...(test.message ? { message: test.message } : {}),
  };
  const all = [...test.attempts, first, ...later];
  // one pass on unchanged code shows that the failures were chance
  const passed = all.findLastIndex(({ status }) => status === 'passed');
  const [last] = all.splice(passed < 0 ? -1 : passed, 1);
  const { message: _, trace, ...rest } = test;
  const joined = { ...rest, ...last!, ...(passed < 0 && trace ? { trace } : {}), attempts: all };
  return { ...joined, flaky: isFlakyWithinRun(joined) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
