import { ENOUGH_LABELS, PRIOR } from '@qitops/analysis';
import { FolderStore, History } from '@qitops/history';
import { Checkout } from '@qitops/repository';
import { ScratchRepository } from '@qitops/repository/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refitRisk, riskModel } from './risk-model.ts';

const repository = new ScratchRepository();
afterAll(() => repository.dispose());
const folder = `${repository.root}/.qitops/history`;
const history = new History(new FolderStore(folder, folder), (text) => text);
let checkout: Checkout;

beforeAll(async () => {
  // commits a day apart: every fourth changes many lines, and is mended the day after
  const day = (at: number): string => new Date(Date.UTC(2026, 0, 1) + at * 86_400_000).toISOString();
  for (let at = 0; at < 120; at++) {
    const big = at % 4 === 0;
    const mends = at % 4 === 1;
    const lines = Array.from({ length: big ? 300 : 3 }, (_, i) => `line ${at} ${i}`).join('\n');
    repository.write(big || mends ? 'src/core.ts' : `src/part${at}.ts`, mends ? `mended ${at}` : lines);
    repository.git('add', '-A');
    repository.gitAt(day(at), 'commit', '-q', '-m', mends ? `fix: core ${at}` : `change ${at}`);
  }
  checkout = (await Checkout.open(repository.root))!;
});

describe('the risk model of a repository', () => {
  it('is the prior before one was fitted', async () => {
    expect(await riskModel(history)).toBe(PRIOR);
    expect(await riskModel(null)).toBe(PRIOR);
  });
  it('learns from the log what went wrong: here, large changes', async () => {
    const file = await refitRisk(history, checkout);
    expect(file!.model.labelled).toBeGreaterThanOrEqual(ENOUGH_LABELS);
    expect(file!.calibration).toMatchObject({ labelled: file!.model.labelled, bad: 30 });
    expect(file!.calibration.auc).toBeGreaterThan(0.8);
    expect((await riskModel(history)).weights.lines).toBeGreaterThan(PRIOR.weights.lines);
  });
  it('is fitted once a week', async () => {
    expect(await refitRisk(history, checkout)).toBeNull();
    expect(await refitRisk(history, checkout, Date.now() + 8 * 86_400_000)).not.toBeNull();
  });
});
