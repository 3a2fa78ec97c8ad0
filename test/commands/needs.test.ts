import { analyzePr } from '@qitops/commands';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, describe, expect, it } from 'vitest';

const repository = new ScratchRepository();
afterAll(() => repository.dispose());
repository.commit('base', { 'a.ts': 'export const a = 1;\n' });
repository.git('checkout', '-q', '-b', 'pr');
repository.commit('pr');

const context = { cwd: repository.root, env: {}, log: { info: () => undefined, warn: () => undefined } };
const analyze = (needs: string) =>
  analyzePr(context, {
    base: 'main',
    head: 'pr',
    results: [],
    coverage: [],
    store: null,
    flaky: null,
    suggestions: null,
    gates: null,
    needs,
  });

describe('the jobs that a gate job needs', () => {
  it.each(['failure', 'cancelled', 'skipped'])('fail the gate when one of them was %s', async (result) => {
    const { verdict, gates } = await analyze(
      JSON.stringify({ test: { result }, lint: { result: 'success' } }),
    );
    expect(verdict).toBe('failed');
    expect(gates.find((gate) => gate.name === 'needed jobs')?.actual).toBe(`test: ${result}`);
  });
  it.each(['{}', '[]', '5', 'null'])('are not taken for green when the input is %s', async (needs) => {
    await expect(analyze(needs)).rejects.toThrow(/input needs: names no job/);
  });
  it('must be JSON', async () => {
    await expect(analyze('test')).rejects.toThrow(/input needs: is not JSON.*Fix:/);
  });
});
