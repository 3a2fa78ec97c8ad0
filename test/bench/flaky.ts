import { detectFlaky } from '@qitops/analysis';
import { corpusHistories, readCorpus } from './flaky-corpus.ts';
import { type Figures, measure } from './flaky-measure.ts';

/** Prints how well the detector finds flaky tests on the corpus' simulations. */
export async function run(): Promise<void> {
  for (const name of corpusHistories()) {
    const { view, truth } = readCorpus(name);
    print(name, measure(view, truth, detectFlaky));
  }
}

function print(name: string, { milliseconds, quarantined, ...shares }: Figures): void {
  const figures = Object.entries(shares).map(([key, value]) => `${key} ${value.toFixed(3)}`);
  console.log(`${name}: ${figures.join(', ')}, ${quarantined} quarantined, ${milliseconds.toFixed(0)} ms`);
}
