import { detectFlaky } from '@qitops/analysis';
import { corpusHistories, readCorpus } from './flaky-corpus.ts';
import { type Figures, measure } from './flaky-measure.ts';
import { type SimulatorOptions, simulate } from './flaky-simulator.ts';

const SEEDS = [1, 2, 3];
const BASE: Omit<SimulatorOptions, 'seed'> = {
  tests: 1000,
  commits: 300,
  outage: 0.015,
  clustered: 0,
  retries: 0.4,
};
const WORLDS: Record<string, Partial<SimulatorOptions>> = {
  alone: {},
  clustered: { clustered: 0.75 },
  outages: { outage: 0.04 },
  'no retries': { retries: 0 },
  '1,000 commits': { commits: 1000, clustered: 0.4 },
};

/** Prints how well the detector finds flaky tests, on the corpus' simulations and in a world of other assumptions. */
export async function run(): Promise<void> {
  const histories = corpusHistories();
  if (histories.length === 0) console.log('corpus: not there, skipped (QITOPS_CORPUS names it)');
  for (const name of histories) {
    const { view, truth } = readCorpus(name);
    print(name, measure(view, truth, detectFlaky));
  }
  for (const [name, world] of Object.entries(WORLDS)) {
    for (const seed of SEEDS) {
      const { view, truth } = simulate({ ...BASE, ...world, seed });
      print(`${name}, seed ${seed}`, measure(view, truth, detectFlaky));
    }
  }
}

function print(name: string, { milliseconds, quarantined, ...shares }: Figures): void {
  const figures = Object.entries(shares).map(([key, value]) => `${key} ${value.toFixed(3)}`);
  console.log(`${name}: ${figures.join(', ')}, ${quarantined} quarantined, ${milliseconds.toFixed(0)} ms`);
}
