import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AnalyzeDocument,
  emptyCounts,
  noTestChanges,
  type OpenPullRequest,
  pullReportName,
  SCHEMA_VERSION,
  type SuggestDocument,
} from '@qitops/model';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { keepPullRequests } from './keep-pull-requests.ts';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const PULL: OpenPullRequest = {
  number: 7,
  title: 'Change',
  headSha: HEAD,
  baseSha: BASE,
  headRef: 'topic',
  baseRef: 'main',
  fork: false,
  outside: false,
  headRepositoryId: 1,
};
const SUGGESTED: SuggestDocument = {
  schemaVersion: SCHEMA_VERSION,
  functions: [],
  suggestions: [],
  omitted: [],
  spend: { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 },
  notes: ['of analyze-pr'],
};

function analysis(more: Partial<AnalyzeDocument> = {}): AnalyzeDocument {
  return {
    schemaVersion: SCHEMA_VERSION,
    verdict: 'passed',
    headline: 'All passed.',
    base: BASE,
    head: 'c'.repeat(40),
    baseRun: null,
    results: { verdict: 'passed', totals: { ...emptyCounts(), tests: 1, passed: 1 }, files: 1 },
    tests: noTestChanges(),
    patchCoverage: null,
    coverage: null,
    delta: { direct: null, deletions: null, indirect: null, comparable: false },
    components: [],
    changedFunctions: [],
    risk: { score: null, rank: null, calibrated: false, reasons: [] },
    confidence: { value: 0, method: '', evidence: [] },
    impactedTests: [],
    unmeasured: [],
    gates: [],
    findings: [],
    flakyKnown: [],
    historyRuns: 0,
    remedies: [],
    notes: [],
    ...more,
  };
}

function parcel(name: string, document: unknown) {
  return { name, bytes: new TextEncoder().encode(JSON.stringify(document)) };
}

function report(
  job: string,
  more: Partial<AnalyzeDocument> = {},
  suggestions: SuggestDocument | null = null,
) {
  const about = { schemaVersion: SCHEMA_VERSION, kind: 'pull', runId: '11', attempt: 1, job };
  return parcel(pullReportName({ job, cell: '0', attempt: 1 }), {
    ...about,
    analysis: analysis(more),
    suggestions,
  });
}

let context: CommandContext;
beforeEach(() => {
  const silent = { info: () => {}, warn: () => {} };
  context = { cwd: mkdtempSync(join(tmpdir(), 'qitops-keep-')), env: {}, log: silent } as never;
});

async function keep(parcels: ReturnType<typeof parcel>[], pull = PULL) {
  const from = parcels.map(({ name }) => `11/${name}`).sort();
  const outcome = await keepPullRequests(context, {
    store: 'history',
    rules: 'HEAD',
    bring: async (isKnown) => ((await isKnown(pull, from)) ? [] : [{ pull, from, parcels, refused: [] }]),
  });
  const kept = await (await openHistory(context, 'history')).pullRequest(pull.number, pull.headSha);
  return { ...outcome, document: kept };
}

describe('what several jobs of a pull request left', () => {
  it('is kept as the worst of them, with the others in a note', async () => {
    const { document } = await keep([
      report('unit'),
      report('e2e', { verdict: 'failed', headline: '2 new failures.' }),
    ]);
    expect(document!.analysis).toMatchObject({
      verdict: 'failed',
      headline: '2 new failures.',
      head: HEAD,
      notes: ['the job unit judged too, passed: All passed.'],
    });
  });

  it('has the suggestions that were proven in a job of their own, before those of analyze-pr', async () => {
    const suggested = { ...SUGGESTED, notes: ['of suggest-tests'] };
    const about = { schemaVersion: SCHEMA_VERSION, kind: 'proven', base: BASE, head: HEAD };
    const proven = parcel('qitops-suggest-prove-a1', { ...about, suggested });
    expect((await keep([report('unit', {}, SUGGESTED)])).document!.suggestions!.notes).toEqual([
      'of analyze-pr',
    ]);
    const { document } = await keep([proven, report('unit', {}, SUGGESTED)]);
    expect(document!.suggestions!.notes).toEqual(['of suggest-tests']);
    const old = parcel('qitops-suggest-prove-a1', { ...about, head: BASE, suggested });
    expect((await keep([old])).problems).toEqual([expect.stringContaining('not about the head')]);
  });

  it('is not read again while nothing new was left', async () => {
    expect((await keep([report('unit')])).kept).toEqual([7]);
    expect((await keep([report('unit')])).kept).toEqual([]);
    expect((await keep([report('unit'), report('e2e')])).kept).toEqual([7]);
  });
});

describe('what is kept of a pull request', () => {
  it('has no credentials in it', async () => {
    const secret = `ghp_${'x'.repeat(36)}`;
    const { document } = await keep([report('unit', { notes: [`token ${secret}`] })]);
    expect(JSON.stringify(document)).not.toContain(secret);
  });

  it('is not more than the history can bear, and the reason is told', async () => {
    const { kept, problems } = await keep([report('unit', { notes: ['x'.repeat(3 * 2 ** 20)] })]);
    expect(kept).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/3\.0 MiB, and 2 are kept/)]);
  });

  it('names the first tests that a change reaches, and says how many there are', async () => {
    const tests = Array.from({ length: 600 }, (_, i) => ({
      id: String(i),
      suite: [],
      name: 'n',
      file: null,
    }));
    const { document } = await keep([report('unit', { impactedTests: tests })]);
    expect(document!.analysis!.impactedTests).toHaveLength(500);
    expect(document!.analysis!.notes[0]).toMatch(/of 600 tests/);
  });

  it('has no suggestions of somebody from outside', async () => {
    const { document } = await keep([report('unit', {}, SUGGESTED)], { ...PULL, outside: true });
    expect(document).toMatchObject({ suggestions: null, about: { trust: 'fork' } });
    expect(document!.analysis).toMatchObject({ base: BASE, head: HEAD });
  });
});
