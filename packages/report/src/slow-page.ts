import type { SiteSlow, SiteSlowRow } from '@qitops/model';
import type { Facts } from './facts.ts';
import type { Step } from './statistics.ts';

const ROW_LIMIT = 200;
/** Where the time goes; null when no test has a duration. */
export function slowPage(facts: Facts): SiteSlow | null {
  const { usual, steps } = facts;
  const known = usual.flatMap((time, test) => (time.n > 0 ? [test] : []));
  if (known.length === 0) return null;
  const totalMs = known.reduce((sum, test) => sum + usual[test]!.p50, 0);
  const row = (test: number, step: Step | null): SiteSlowRow => {
    const { p50, p95, n } = usual[test]!;
    const { name, file } = facts.history.tests[test]!;
    const share = totalMs > 0 ? Math.round((p50 / totalMs) * 1e5) / 1e5 : 0;
    return { id: facts.ids[test]!, name, file, p50, p95, n, share, change: step && changeOf(facts, step) };
  };
  const slowest = [...known].sort((a, b) => usual[b]!.p50 - usual[a]!.p50).slice(0, ROW_LIMIT);
  const slower = [...steps]
    .filter(([, step]) => step.after > step.before)
    .sort(([, a], [, b]) => b.after - b.before - (a.after - a.before))
    .slice(0, ROW_LIMIT);
  return {
    runs: facts.runs,
    totalMs,
    tests: known.length,
    rows: slowest.map((test) => row(test, steps.get(test) ?? null)),
    slower: slower.map(([test, step]) => row(test, step)),
  };
}

function changeOf(facts: Facts, step: Step): NonNullable<SiteSlowRow['change']> {
  const { at, before, after } = step;
  return {
    run: at,
    sha: facts.history.runs[at]!.info.sha,
    before: Math.round(before),
    after: Math.round(after),
  };
}
