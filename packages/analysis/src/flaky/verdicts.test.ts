import { expect, it } from 'vitest';
import { likeliest, type Verdict, Verdicts, weigh } from './verdicts.ts';

const SWITCHING = { breaks: 0.001, mends: 0.15 };

function undecided(verdicts: Verdicts): Verdict {
  return verdicts.all[
    verdicts.add({
      test: 0,
      run: 0,
      tree: 'a',
      attempts: 1,
      failures: 1,
      first: true,
      passesBefore: 0,
      soundPassesBefore: 0,
      expected: 0.01,
      weights: { flake: 0.5, infrastructure: 0, regression: 0.5 },
      onBranch: true,
      later: [1, 0, 0, 1],
      age: 0,
    })
  ]!;
}

it('takes a failure for a flake when the next commits pass', () => {
  const verdicts = new Verdicts();
  const verdict = undecided(verdicts);
  verdicts.see(0, SWITCHING, 0.99, 0.02);
  expect(likeliest(weigh(verdict))[0]).toBe('flake');
});
it('takes it for a regression when they fail too', () => {
  const verdicts = new Verdicts();
  const verdict = undecided(verdicts);
  verdicts.see(0, SWITCHING, 0.01, 0.98);
  expect(likeliest(weigh(verdict))[0]).toBe('regression');
});
it('is done with it after eight commits', () => {
  const verdicts = new Verdicts();
  undecided(verdicts);
  for (let i = 0; i < 8; i++) verdicts.see(0, SWITCHING, 0.99, 0.02);
  expect(verdicts.isOpen(0)).toBe(false);
});
