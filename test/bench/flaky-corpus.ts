import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { emptyCounts, type FailureCause, type HistoryRun, type HistoryView } from '@qitops/model';
import type { Truth } from './flaky-measure.ts';

const CORPUS = process.env.QITOPS_CORPUS ?? resolve(import.meta.dirname, '../../../shared/corpus');

interface CtrfTest {
  name: string;
  suite: string[];
  filePath: string;
  status: string;
  retryAttempts?: { status: string }[];
}

interface CtrfRun {
  results: {
    tests: CtrfTest[];
    environment: {
      commit: string;
      buildId: string;
      extra: { tree: string; pr: number | null; base: string | null; runAttempt: number };
    };
  };
}

interface TruthFile {
  tests: {
    suite: string;
    name: string;
    flakyNow: boolean;
    flakyBefore: boolean;
    rate: number;
    failures: number;
  }[];
  failures: [number, string, string, FailureCause][];
}

/** Names of the simulated histories of the corpus; none when it is not there. */
export function corpusHistories(): string[] {
  const folder = join(CORPUS, 'flaky');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => name.match(/^(sim-.*)\.ndjson\.gz$/)?.[1] ?? []);
}

/** One simulated history of the corpus with its truth. */
export function readCorpus(name: string): { view: HistoryView; truth: Truth } {
  const file = join(CORPUS, 'flaky', name);
  const lines = gunzipSync(readFileSync(`${file}.ndjson.gz`))
    .toString()
    .trim()
    .split('\n');
  const documents = lines.map((line) => JSON.parse(line) as CtrfRun);
  const truth = JSON.parse(readFileSync(`${file}.truth.json`, 'utf8')) as TruthFile;
  const positions = new Map<string, number>();
  const tests: HistoryView['tests'] = [];
  const indexOf = (suite: readonly string[], name: string, file: string): number => {
    const id = `${suite.join('.')} ${name}`;
    let index = positions.get(id);
    if (index === undefined) {
      index = tests.push({ id, suite: [...suite], name, file }) - 1;
      positions.set(id, index);
    }
    return index;
  };
  for (const { results } of documents)
    for (const { suite, name, filePath } of results.tests) indexOf(suite, name, filePath);
  const runs = documents.map(({ results: { tests: found, environment } }, position): HistoryRun => {
    const { commit, buildId, extra } = environment;
    const status = new Uint8Array(tests.length);
    const attempts = new Map<number, string>();
    for (const test of found) {
      const index = indexOf(test.suite, test.name, test.filePath);
      status[index] = test.status.charCodeAt(0);
      if (test.retryAttempts) attempts.set(index, test.retryAttempts.map((each) => each.status[0]).join(''));
    }
    return {
      info: {
        key: `${position}`,
        project: '',
        framework: 'vitest',
        sha: commit,
        tree: extra.tree,
        ref: '',
        base: extra.base,
        pr: extra.pr,
        event: '',
        trust: extra.pr === null ? 'branch' : 'pr',
        runId: buildId,
        attempt: extra.runAttempt,
        job: '',
        cell: '0',
        startedAt: '',
        durationMs: null,
      },
      counts: emptyCounts(),
      status,
      durationMs: new Int32Array(tests.length),
      attempts,
      messages: new Map(),
    };
  });
  const facts: Truth['tests'] = tests.map(() => ({ flaky: 'never', rate: 0, flakes: 0 }));
  for (const { suite, name, flakyNow, flakyBefore, rate, failures } of truth.tests) {
    const index = positions.get(`${suite} ${name}`);
    if (index === undefined) continue;
    facts[index] = { flaky: flakyNow ? 'now' : flakyBefore ? 'before' : 'never', rate, flakes: failures };
  }
  const causes = new Map(
    truth.failures.map(([run, suite, name, cause]) => [`${run}:${positions.get(`${suite} ${name}`)}`, cause]),
  );
  return { view: { tests, runs, skipped: [] }, truth: { tests: facts, causes } };
}
