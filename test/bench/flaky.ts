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

/** What is promised on the corpus' simulations: F1 by name, the others on each. */
const LEAST_F1: Record<string, number> = {
  'sim-real-rates': 0.87,
  'sim-clustered': 0.85,
  'sim-outages': 0.85,
};
const LEAST_TRIAGE = 0.97;
const LEAST_QUARANTINE = 0.995;

const COLUMNS: [keyof Figures, string][] = [
  ['precision', 'precis'],
  ['recall', 'recall'],
  ['f1', 'F1'],
  ['f1ByState', 'F1:st'],
  ['f1Now', 'F1:now'],
  ['quarantined', 'quarnt'],
  ['quarantinePrecision', 'q prec'],
  ['triage', 'triage'],
  ['coverage', 'cover'],
  ['coveragePredicted', 'c:pred'],
  ['coverageAll', 'c:all'],
  ['milliseconds', 'ms'],
];

/**
 * Prints how well the detector finds flaky tests, on the corpus' simulations and in a world of other assumptions, and
 * throws when it is worse on the corpus than promised.
 */
export async function run(): Promise<void> {
  const broken: string[] = [];
  console.log(`${''.padEnd(24)}${COLUMNS.map(([, title]) => title.padStart(8)).join('')}`);
  const histories = corpusHistories();
  if (histories.length === 0)
    console.log('the corpus is not there (QITOPS_CORPUS names it): its simulations are left out');
  for (const name of histories) {
    const { view, truth } = readCorpus(name);
    const figures = measure(view, truth, detectFlaky);
    print(name, figures);
    const f1 = LEAST_F1[name.replace(/-\d+$/, '')] ?? 0;
    if (figures.f1 < f1) broken.push(`${name}: F1 ${figures.f1.toFixed(3)}, promised ${f1}`);
    if (figures.triage < LEAST_TRIAGE) broken.push(`${name}: triage ${figures.triage.toFixed(3)}`);
    if (figures.quarantinePrecision < LEAST_QUARANTINE) broken.push(`${name}: quarantine`);
  }
  for (const [name, world] of Object.entries(WORLDS)) {
    for (const seed of SEEDS) {
      const { view, truth } = simulate({ ...BASE, ...world, seed });
      print(`${name}, seed ${seed}`, measure(view, truth, detectFlaky));
    }
  }
  if (broken.length > 0) throw new Error(broken.join('\n'));
}

function print(name: string, figures: Figures): void {
  const cells = COLUMNS.map(([key]) => {
    const value = figures[key];
    return (key === 'quarantined' || key === 'milliseconds' ? value.toFixed(0) : value.toFixed(3)).padStart(
      8,
    );
  });
  console.log(`${name.padEnd(24)}${cells.join('')}`);
}
