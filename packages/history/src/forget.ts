import { type HistoryRun, type ObjectStore, type RunInfo, statusOfCode } from '@qitops/model';
import { catalogueKey } from './catalogue.ts';
import { coverageKey } from './coverage-file.ts';
import { type EncodeOptions, encodeRun, monthOf, type StoredTest } from './run-file.ts';
import { encodeSegment } from './segment.ts';
import { STATE_FOLDER } from './state-file.ts';
import { readHistory, type StoredHistory } from './view.ts';

/** What is to go. */
export interface Forgotten {
  /** Id or name of a test. */
  test?: string | undefined;
  /** An author, whose name is taken off the runs. */
  author?: string | undefined;
  /** Runs that started before this time, ms since 1970. */
  before?: number | undefined;
}

export interface ForgetResult {
  /** Runs that are gone. */
  runs: number;
  /** Runs that were written anew without the test or the author. */
  changed: number;
  /** Tests that are gone. */
  tests: number;
  /** What may still hold it because it could not be read. */
  skipped: { key: string; reason: string }[];
}

/**
 * Takes runs, a test or an author out of the store, which is rewritten without its past. Objects that cannot be read
 * stay and are named: they may still hold what was to go.
 */
export async function forget(
  store: ObjectStore,
  options: EncodeOptions,
  what: Forgotten,
): Promise<ForgetResult> {
  let result: ForgetResult = { runs: 0, changed: 0, tests: 0, skipped: [] };
  store.refresh();
  await store.rewrite(
    async () => {
      const plan = await planOf(store, options, what);
      result = plan.result;
      return plan.changes;
    },
    'Forget',
    'dropped',
  );
  return result;
}

async function planOf(
  store: ObjectStore,
  options: EncodeOptions,
  what: Forgotten,
): Promise<{ changes: Map<string, Uint8Array | null>; result: ForgetResult }> {
  const stored = await readHistory(store, { aliases: false });
  const gone = new Set(
    stored.view.tests.flatMap(({ id, suite, name }, i) =>
      [id, name, [...suite, name].join(' > ')].includes(what.test ?? '\0') ? [i] : [],
    ),
  );
  const isGone = ({ info }: HistoryRun): boolean =>
    what.before !== undefined && Date.parse(info.startedAt) < what.before;
  const isChanged = (run: HistoryRun): boolean =>
    [...gone].some((test) => run.status[test] !== 0) ||
    (what.author !== undefined && run.info.author === what.author);
  const changes = new Map<string, Uint8Array | null>();
  const written = new Set<string>();
  const result: ForgetResult = { runs: 0, changed: 0, tests: gone.size, skipped: stored.view.skipped };
  for (const [source, runs] of bySource(stored)) {
    const kept = runs.filter((run) => !isGone(run));
    const anew = kept.filter(isChanged).length;
    if (kept.length === runs.length && anew === 0) continue;
    result.runs += runs.length - kept.length;
    result.changed += anew;
    changes.set(source, null);
    for (const run of runs) if (isGone(run)) changes.set(coverageKey(run.info.key), null);
    if (kept.length === 0) continue;
    const clean = kept.map((run) => without(run, gone, what.author));
    const objects = source.startsWith('seg/')
      ? encodeSegment(monthOf(clean[0]!.info), clean, stored.keys, options.catalogue)
      : encodeRun({ info: clean[0]!.info, tests: testsOf(clean[0]!, stored) }, options);
    for (const [key, bytes] of objects) {
      changes.set(key, bytes);
      written.add(key);
    }
  }
  for (const key of await store.list(STATE_FOLDER)) changes.set(key, null);
  const lost = [...stored.unreadable].some((key) => /^(?:runs|seg)\//.test(key));
  for (const key of lost ? [] : await store.list('cat')) {
    const stays = [...stored.refers].some(
      ([source, hashes]) => !changes.has(source) && hashes.some((hash) => catalogueKey(hash) === key),
    );
    if (!stays && !written.has(key)) changes.set(key, null);
  }
  return { changes, result };
}

function bySource({ view, sources }: StoredHistory): Map<string, HistoryRun[]> {
  const found = new Map<string, HistoryRun[]>();
  view.runs.forEach((run, i) => {
    const source = sources[i]!;
    const runs = found.get(source);
    if (runs) runs.push(run);
    else found.set(source, [run]);
  });
  return found;
}

function without(run: HistoryRun, gone: ReadonlySet<number>, author: string | undefined): HistoryRun {
  const status = Uint8Array.from(run.status);
  for (const test of gone) status[test] = 0;
  const stays = <T>(columns: Map<number, T>): Map<number, T> =>
    new Map([...columns].filter(([test]) => !gone.has(test)));
  return {
    ...run,
    info: authorless(run.info, author),
    status,
    attempts: stays(run.attempts),
    messages: stays(run.messages),
  };
}

function authorless({ author, ...info }: RunInfo, gone: string | undefined): RunInfo {
  return author === undefined || author === gone ? info : { ...info, author };
}

/** The tests of a stored run as they can be stored again. */
export function testsOf(run: HistoryRun, { keys }: Pick<StoredHistory, 'keys'>): StoredTest[] {
  const tests: StoredTest[] = [];
  for (let test = 0; test < run.status.length; test++) {
    const code = run.status[test]!;
    if (code === 0) continue;
    const { framework, file, suite, name, ordinal } = keys[test]!;
    const ms = run.durationMs[test]!;
    tests.push({
      framework,
      file,
      suite: [...suite],
      name,
      ordinal,
      status: statusOfCode(String.fromCharCode(code)) ?? 'other',
      durationMs: ms < 0 ? null : ms,
      attempts: [...(run.attempts.get(test) ?? '')].map((letter) => ({
        status: statusOfCode(letter) ?? 'other',
        durationMs: null,
      })),
      message: run.messages.get(test),
    });
  }
  return tests;
}
