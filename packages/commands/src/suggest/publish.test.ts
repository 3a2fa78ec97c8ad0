import type { ProposalHost, PullRequestFacts, SuggestDocument, Suggestion } from '@qitops/model';
import { describe, expect, it } from 'vitest';
import { offerSuggestions } from './publish.ts';

const test = (evidence: Partial<NonNullable<Suggestion['evidence']>>, code = 'x\n'): Suggestion => ({
  id: 'a'.repeat(16),
  kind: 'test',
  lane: 'harden',
  target: { path: 'src/a.ts', function: 'a', line: 1 },
  title: 'a is a',
  test: { path: 'src/a.test.ts', code },
  evidence: { kills: ['< → <= at L1', '1 → 2 at L1'], branches: [], repeats: 5, durationMs: 3, ...evidence },
  author: 'engine',
  typeChecked: true,
});
const pull = {
  number: 7,
  headSha: 'b'.repeat(40),
  headRef: 'topic',
  headRepository: { owner: 'o', name: 'r' },
} as PullRequestFacts;
const host = {
  files: () => ({ look: async () => ({ kind: 'none' }), text: async () => null }),
} as unknown as ProposalHost;

async function section(
  suggestions: Suggestion[],
  previous: string | null,
  budget = 60_000,
): Promise<string | null> {
  const spend = { calls: 0, inputTokens: 0, outputTokens: 0, usd: 0 };
  const suggested: SuggestDocument = {
    schemaVersion: 1,
    functions: [],
    suggestions,
    omitted: [],
    spend,
    notes: [],
  };
  const config = { suggest: { commands: true } };
  const options = {
    suggested,
    head: pull.headSha,
    pull,
    serverUrl: 'https://github.com',
    config,
    host,
    runId: 1,
  };
  return (await offerSuggestions(options)).section(budget, previous);
}

describe('the section of suggestions', () => {
  it('stays as it stands where another run measured another time, or a person ticked', async () => {
    const first = (await section([test({})], null))!;
    expect(await section([test({})], first)).toBeNull();
    expect(await section([test({ durationMs: 900 })], first)).toBeNull();
    const more = { kills: ['< → <= at L1', '1 → 2 at L1', 'a → b at L1'] };
    expect(await section([test(more)], first)).toBeNull();
    expect(await section([test({})], first.replaceAll('- [ ]', '- [x]'))).toBeNull();
  });
  it('is written anew for another test, another line or another first mutant', async () => {
    const first = (await section([test({})], null))!;
    for (const other of [
      test({}, 'y\n'),
      test({ kills: ['< → <= at L2', '1 → 2 at L2'] }),
      test({ kills: ['> → < at L1', 'x'] }),
    ])
      expect(await section([other], first)).not.toBeNull();
  });
  it('is silent when there is nothing to say, and takes back what it said', async () => {
    expect(await section([], null)).toBeNull();
    expect(await section([], 'something')).toContain('Nothing to suggest');
  });
  it('says so where the comment has no room', async () => {
    expect(await section([test({})], null, 100)).toMatch(/no room/);
  });
});
