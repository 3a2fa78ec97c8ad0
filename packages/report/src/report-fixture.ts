import { countTest, emptyCounts, type HistoryRun, type HistoryView, statusOfCode } from '@qitops/model';
import type { ReportInput } from './report-input.ts';

/** A short history for unit tests: a line a run, a letter a test; `r` = passed after a failed attempt. */
export function historyOf(lines: readonly string[], info: Partial<HistoryRun['info']>[] = []): HistoryView {
  const tests = Array.from({ length: lines[0]?.length ?? 0 }, (_, index) => ({
    id: index.toString(16).repeat(64).slice(0, 64),
    suite: ['Suite'],
    name: `test ${index}`,
    file: `src/${index}.test.ts`,
  }));
  return { tests, runs: lines.map((line, run) => runOf(line, run, info[run] ?? {})), skipped: [] };
}

function runOf(line: string, run: number, info: Partial<HistoryRun['info']>): HistoryRun {
  const result: HistoryRun = {
    info: {
      key: `${run + 1}-1-test-0`,
      project: 'p',
      framework: 'f',
      sha: `${String(run).padStart(7, '0')}${'a'.repeat(33)}`,
      tree: null,
      ref: 'refs/heads/main',
      base: null,
      pr: null,
      event: 'push',
      trust: 'branch',
      runId: String(run + 1),
      attempt: 1,
      job: 'test',
      cell: '0',
      startedAt: new Date(Date.UTC(2026, 0, 1, run)).toISOString(),
      durationMs: 60_000,
      ...info,
    },
    counts: emptyCounts(),
    status: new Uint8Array(line.length),
    durationMs: new Int32Array(line.length).fill(30_000),
    attempts: new Map(),
    messages: new Map(),
  };
  [...line].forEach((letter, index) => {
    if (letter === '-') return;
    const code = letter === 'r' ? 'p' : letter;
    result.status[index] = code.charCodeAt(0);
    if (letter === 'r') result.attempts.set(index, 'f');
    const status = statusOfCode(code)!;
    const attempts = letter === 'r' ? [{ status: 'failed' as const, durationMs: null }] : [];
    countTest(result.counts, { name: '', suite: [], file: null, status, durationMs: null, attempts });
    if (code === 'f' || code === 'e') result.messages.set(index, `message ${index}`);
  });
  return result;
}

/** An input with nothing but a history. */
export function inputOf(history: HistoryView, more: Partial<ReportInput> = {}): ReportInput {
  return {
    history,
    flaky: null,
    latest: null,
    analyses: [],
    coverage: null,
    readSource: async () => null,
    repositoryUrl: null,
    title: 'Title',
    shell: '',
    out: '',
    generatedAt: '2026-01-02T00:00:00Z',
    ...more,
  };
}
