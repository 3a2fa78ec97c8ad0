import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { AddResult } from '@qitops/history';
import { type HistoryDocument, messageOf, UserError } from '@qitops/model';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { contentKey, document } from './history.ts';
import { runOfCtrf } from './history-line.ts';
import { openHistory } from './store.ts';

export interface HistoryImportOptions {
  store: string;
  /** NDJSON of CTRF documents, one a line, gzipped when it ends in `.gz`. */
  file: string;
}

/** Bytes to be stored that are kept before they are written. */
const BATCH = 32 * 1024 * 1024;
/** Longest line, bytes: what has none would be read whole otherwise. */
const LONGEST = 256 * 1024 * 1024;

/** Imports runs, a line at a time. A line that is no CTRF document is named and skipped. */
export async function historyImport(
  context: CommandContext,
  options: HistoryImportOptions,
): Promise<HistoryDocument> {
  const history = await openHistory(context, options.store);
  const { project = '' } = await loadConfig(context);
  const skipped: HistoryDocument['skipped'] = [];
  let stored = 0;
  let waiting: string | null = null;
  const batch = await history.batch();
  const keep = (added: AddResult): void => {
    stored += added.stored;
    skipped.push(...added.skipped);
    waiting = added.appended?.waiting ?? waiting;
  };
  let number = 0;
  try {
    for await (const line of linesOf(resolve(context.cwd, options.file), options.file)) {
      number += 1;
      const text = line.toString('utf8').trim();
      if (text === '') continue;
      try {
        const name = (): string => contentKey(text);
        const run = runOfCtrf(JSON.parse(text), { project, root: context.cwd, name });
        await batch.add({ run, coverage: null });
      } catch (error) {
        skipped.push({ key: `${options.file}:${number}`, reason: messageOf(error).split('\n')[0]! });
      }
      if (batch.bytes > BATCH) keep(await batch.store());
    }
  } finally {
    // what was read before the file broke off is kept
    keep(await batch.store());
  }
  return document(history, { stored, skipped, waiting });
}

/** Lines as bytes; only one and what was read beyond it are in memory. */
async function* linesOf(path: string, shown: string): AsyncIterable<Buffer> {
  const unreadable = (error: unknown): UserError =>
    new UserError({
      what: `could not be read: ${messageOf(error)}`,
      where: shown,
      remedy: 'check the path, and that the file is whole',
    });
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  const input = shown.endsWith('.gz') ? stream.pipe(createGunzip({ chunkSize: 256 * 1024 })) : stream;
  stream.on('error', (error) => input.destroy(error));
  let begun: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of input as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        begun.push(chunk.subarray(from, end));
        yield Buffer.concat(begun);
        begun = [];
        length = 0;
        from = end + 1;
      }
      length += chunk.length - from;
      if (length > LONGEST) throw new Error(`a line of it is longer than ${LONGEST} bytes`);
      if (from < chunk.length) begun.push(chunk.subarray(from));
    }
  } catch (error) {
    throw unreadable(error);
  }
  if (begun.length > 0) yield Buffer.concat(begun);
}
