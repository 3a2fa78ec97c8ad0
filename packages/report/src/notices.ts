import { createHash } from 'node:crypto';
import type { Notice, SiteFlaky, SiteOverview, SiteTestLine } from '@qitops/model';
import { commonForm } from './clusters.ts';
import type { Facts } from './facts.ts';
import { coveredPercent } from './runs-page.ts';
import { count, short } from './verdict-sentence.ts';

/** Tests that a notice names. */
const NAMED = 10;

/** When a thing is worth telling. */
export interface NoticeLimits {
  /** Percentage points that project coverage fell from one commit to the next. */
  coverageDrop: number;
}

/**
 * What holds at the newest commit of the default branch: failures by what they say, tests that are flaky, coverage
 * that fell since the commit before, a verdict that rests on little.
 */
export function noticesOf(
  facts: Facts,
  overview: SiteOverview,
  flaky: SiteFlaky | null,
  { coverageDrop }: NoticeLimits,
): Notice[] {
  return [
    ...failures(overview),
    ...flakyTests(flaky),
    ...fallen(facts, coverageDrop),
    ...littleConfidence(overview),
  ];
}

function failures({ newFailures, stillFailing, failingBaseUnknown }: SiteOverview): Notice[] {
  const lines = [...newFailures.items, ...failingBaseUnknown.items, ...stillFailing.items];
  const signature = ({ message, id }: SiteTestLine): string => (message ? commonForm(message) : id);
  return [...Map.groupBy(lines, signature)].map(([form, tests]): Notice => {
    const [first] = tests;
    const { name, message } = first!;
    const said = message ? `: ${message}` : '';
    return {
      key: `new-failure-${hashOf(form)}`,
      kind: 'new-failure',
      title: tests.length === 1 ? `${name} fails${said}` : `${count(tests.length, 'test')} fail${said}`,
      details: named(tests.map((test) => [...test.suite, test.name].join(' › '))),
      since: first!.since?.sha ?? null,
    };
  });
}

function flakyTests(flaky: SiteFlaky | null): Notice[] {
  return (flaky?.rows ?? [])
    .filter(({ state }) => state === 'flaky' || state === 'quarantined')
    .map(({ id, name, file, probability }) => ({
      key: `newly-flaky-${id}`,
      kind: 'newly-flaky' as const,
      title: `${name} is flaky`,
      details: [`${Math.round(probability * 100)} % certain${file ? `, in ${file}` : ''}`],
      since: null,
    }));
}

/** Coverage is compared only where one job measured it at both commits. */
function fallen({ mainline }: Facts, least: number): Notice[] {
  const [before, now] = mainline.builds.slice(-2);
  if (!before?.lines?.total || !now?.lines?.total) return [];
  const drop = coveredPercent(before) - coveredPercent(now);
  if (drop < least) return [];
  return [
    {
      key: `coverage-drop-${now.sha}`,
      kind: 'coverage-drop',
      title: `Line coverage fell by ${drop.toFixed(1)} points to ${coveredPercent(now).toFixed(1)} %`,
      details: [
        `${before.lines.covered} of ${before.lines.total} lines at ${short(before.sha)}, ${now.lines.covered} of ${now.lines.total} at ${short(now.sha)}`,
      ],
      since: now.sha,
    },
  ];
}

function littleConfidence({ confidence, head }: SiteOverview): Notice[] {
  if (confidence.level !== 'low') return [];
  return [
    {
      key: 'low-confidence',
      kind: 'low-confidence',
      title: 'The verdict rests on little',
      details: confidence.reasons.filter(({ lowers }) => lowers).map(({ text }) => text),
      since: head?.sha ?? null,
    },
  ];
}

function named(names: readonly string[]): string[] {
  const rest = names.length - NAMED;
  return rest > 0 ? [...names.slice(0, NAMED), `and ${rest} more`] : [...names];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
