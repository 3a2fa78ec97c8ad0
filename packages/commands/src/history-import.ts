import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { NewRun } from '@qitops/history';
import { type HistoryDocument, messageOf, UserError } from '@qitops/model';
import { bytesSource, readResultFiles } from '@qitops/readers';
import { z } from 'zod';
import { loadConfig } from './config.ts';
import type { CommandContext } from './context.ts';
import { contentKey, document } from './history.ts';
import { runInfo } from './run-info.ts';
import { openHistory } from './store.ts';

export interface HistoryImportOptions {
  store: string;
  /** NDJSON of CTRF documents, one a line, gzipped when it ends in `.gz`. */
  file: string;
}

/** What the importer itself reads of a CTRF document; the tests are the reader's business. */
const CtrfHead = z.object({
  results: z.object({
    tool: z.object({ name: z.string() }).optional(),
    summary: z.object({ start: z.number().optional(), stop: z.number().optional() }).optional(),
    environment: z
      .object({
        commit: z.string().optional(),
        branchName: z.string().optional(),
        buildId: z.union([z.string(), z.number()]).optional(),
        extra: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
  }),
});

/** Runs stored in one write. */
const BATCH = 50;

/** Imports runs. A line that is no CTRF document is named and skipped. */
export async function historyImport(
  context: CommandContext,
  options: HistoryImportOptions,
): Promise<HistoryDocument> {
  const history = await openHistory(context, options.store);
  const { project = '' } = await loadConfig(context);
  const skipped: HistoryDocument['skipped'] = [];
  let stored = 0;
  let batch: NewRun[] = [];
  const flush = async (): Promise<void> => {
    const added = await history.add(batch);
    stored += added.stored;
    skipped.push(...added.skipped);
    batch = [];
  };
  let number = 0;
  for await (const line of linesOf(context, options.file)) {
    number += 1;
    if (line.trim() === '') continue;
    try {
      batch.push(await runOf(context, line, project));
    } catch (error) {
      skipped.push({ key: `${options.file}:${number}`, reason: messageOf(error).split('\n')[0]! });
    }
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return document(history, stored, skipped);
}

async function runOf(context: CommandContext, line: string, project: string): Promise<NewRun> {
  const parsed = CtrfHead.safeParse(JSON.parse(line));
  if (!parsed.success) throw new Error('not a CTRF document');
  const { environment, summary, tool } = parsed.data.results;
  const source = bytesSource('line', Buffer.from(line));
  const read = await readResultFiles([source], { project, root: context.cwd });
  if (read.files[0]?.status !== 'ok') throw new Error(read.files[0]?.message ?? 'not readable');
  const start = summary?.start;
  const ctrf = { ...environment, buildId: String(environment?.buildId ?? contentKey(line)) };
  const info = await runInfo(
    { ...context, env: {} },
    start === undefined ? {} : { started: new Date(start).toISOString() },
    {
      project,
      framework: read.tests[0]?.framework ?? tool?.name ?? 'ctrf',
      checkout: null,
      ctrf,
      durationMs: null,
    },
  );
  const wall = summary?.stop !== undefined && start !== undefined ? summary.stop - start : null;
  return { run: { info: { ...info, durationMs: wall }, tests: read.tests }, coverage: null };
}

function linesOf(context: CommandContext, file: string): AsyncIterable<string> {
  const stream = createReadStream(resolve(context.cwd, file));
  const input = file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  return (async function* () {
    let failure: Error | undefined;
    const fail = (error: Error): void => {
      failure = error;
      lines.close();
    };
    stream.on('error', fail);
    input.on('error', fail);
    yield* lines;
    if (failure) {
      throw new UserError({
        what: `could not be read: ${failure.message}`,
        where: file,
        remedy: 'check the path, and that the file is whole',
      });
    }
  })();
}
