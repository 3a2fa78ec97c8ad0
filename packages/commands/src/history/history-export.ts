import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type StoredHistory, testsOf } from '@qitops/history';
import { type HistoryDocument, type HistoryRun, messageOf, STATUS_CODES, UserError } from '@qitops/model';
import { toCtrf } from '@qitops/readers';
import type { CommandContext } from '../context.ts';
import { documentOf } from './history.ts';
import { EXPORTED } from './history-line.ts';
import { openHistory } from './store.ts';

export interface HistoryExportOptions {
  store: string;
  /** NDJSON that is written, gzipped when it ends in `.gz`. */
  file: string;
}

/**
 * Writes every run as a CTRF document, one a line, oldest first. Imported into an empty store they give the same view;
 * coverage, quarantine and aliases are not in it. The file appears when it is whole.
 */
export async function historyExport(
  context: CommandContext,
  { store, file }: HistoryExportOptions,
): Promise<HistoryDocument> {
  const history = await openHistory(context, store);
  const stored = await history.stored();
  const path = resolve(context.cwd, file);
  const unfinished = `${path}.part`;
  const lines = Readable.from(linesOf(stored));
  try {
    await mkdir(dirname(path), { recursive: true });
    const out = createWriteStream(unfinished);
    await (file.endsWith('.gz') ? pipeline(lines, createGzip(), out) : pipeline(lines, out));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new UserError({
      what: `could not be written: ${messageOf(error)}`,
      where: file,
      remedy: 'check the path, and that there is room',
    });
  }
  return { ...documentOf(stored.view), stored: stored.view.runs.length, file };
}

function* linesOf(stored: StoredHistory): Iterable<string> {
  for (const run of stored.view.runs) yield `${JSON.stringify(ctrfOf(run, stored))}\n`;
}

/** A stored run as a CTRF document; what CTRF has no place for stands in `extra`. */
function ctrfOf(run: HistoryRun, stored: StoredHistory): unknown {
  const { info } = run;
  const ids = stored.view.tests.flatMap(({ id }, test) => (run.status[test] === 0 ? [] : [id]));
  const tests = testsOf(run, stored).map((test, i) => ({
    ...test,
    id: ids[i]!,
    flaky: test.status === 'passed' && test.attempts.some(({ status }) => /^(failed|errored)$/.test(status)),
  }));
  const { sha, runId, ref, attempt, startedAt, ...rest } = info;
  const start = Date.parse(startedAt);
  const document = toCtrf(tests, {
    start,
    stop: start + (info.durationMs ?? 0),
    environment: {
      commit: sha,
      branchName: ref.replace(/^refs\/heads\//, ''),
      buildId: runId,
      extra: { ...rest, ref, runAttempt: attempt, exportedBy: EXPORTED },
    },
  });
  document.results.tests.forEach((test, i) => {
    const { attempts } = tests[i]!;
    if (attempts.length === 0) return;
    test.extra = { ...test.extra, attempts: attempts.map(({ status }) => STATUS_CODES[status]).join('') };
  });
  return document;
}
