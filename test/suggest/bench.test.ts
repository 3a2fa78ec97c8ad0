import { benchModel, benchText } from '@qitops/commands';
import { CANARY, envelope, StandIn } from '@qitops/llm/testing';
import { BenchDocument } from '@qitops/model';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MEMBER } from '../actions/suggest-shop.ts';

// Replayed answers: this shows that counting holds and says nothing about the quality of any model.

let service: StandIn;
let repository: ScratchRepository;
beforeAll(async () => {
  service = await StandIn.start();
});
afterAll(() => service.stop());
beforeEach(() => {
  repository = new ScratchRepository();
});
afterEach(() => repository.dispose());

const BASE = { 'package.json': '{ "type": "module", "scripts": { "test": "node --test" } }' };

function measuring(provider: string | null) {
  const base = repository.commit('base', BASE);
  const head = repository.commit('head', { 'src/member.js': MEMBER });
  const lines: string[] = [];
  const log = { info: (line: string) => lines.push(line), warn: (line: string) => lines.push(line) };
  const env = {
    ...process.env,
    QITOPS_MODEL: 'replay-1',
    QITOPS_MODEL_KEY: CANARY,
    QITOPS_MODEL_ALLOW: service.host,
    QITOPS_MODEL_PRICE: '1/10',
  };
  return benchModel({ cwd: repository.root, env, log }, { base, head, coverage: [], provider, functions: 5 });
}

describe('qitops bench', () => {
  it('counts what became of each case, and what it cost', async () => {
    const cases = [
      ['knows a founder', "assert.equal(memberKind('9000000009'), 'founder');"],
      ['says it again', "assert.equal(memberKind('9000000009'), 'founder');"],
      ['is wrong', "assert.equal(memberKind('9000000009'), 'guest');"],
      ['reads a file', "assert.equal(memberKind(readFileSync('/etc/passwd')), 'x');"],
    ].map(([title, body]) => ({
      function: 'memberKind',
      title,
      body,
      aim: 'L7',
      oracle_source: 'current_behaviour',
      confidence: 1,
    }));
    service.behave((response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(envelope('chat', { text: JSON.stringify({ cases }) })),
    );
    const document = BenchDocument.parse(await measuring(service.baseUrl('chat')));
    expect(document.functions).toEqual({ found: 1, answered: 1, helped: 1 });
    expect(document.cases).toEqual({ proposed: 4, permitted: 3, passed: 2, proven: 1 });
    expect(document.mutants.killed).toBeGreaterThan(0);
    expect(document.mutants.open).toBeGreaterThan(document.mutants.killed);
    expect(document.spend).toEqual({ calls: 1, inputTokens: 100, outputTokens: 20, usd: 0.0003 });
    const text = benchText(document);
    expect(text).toMatch(/proven {11}1 of 4 \(25 %\)/);
    expect(text).toMatch(/1 calls, 100 tokens in, 20 out, \$0\.0003/);
    expect(text).toContain('this model, this repository and this day');
    expect(JSON.stringify(document)).not.toContain(CANARY);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
  it('says what is missing', async () => {
    await expect(measuring(null)).rejects.toThrow(/--provider/);
    await expect(
      benchModel(
        { cwd: repository.root, env: process.env, log: { info() {}, warn() {} } },
        { base: 'HEAD', head: 'HEAD', coverage: [], provider: 'openai:x', functions: 5 },
      ),
    ).rejects.toThrow(/give --base/);
  });
});
