import { SITE_SCHEMA_VERSION, type SiteOrgRow, type SiteSummary } from '@qitops/model';
import type { OrgInput } from '@qitops/report';
import { NEWEST } from './sample-history.ts';
import { GENERATED_AT, SHELL } from './sample-input.ts';

const HOUR = 3_600_000;

function row(
  name: string,
  hoursAgo: number,
  more: Partial<SiteSummary>,
  visibility: SiteOrgRow['visibility'] = 'public',
): SiteOrgRow {
  return {
    repository: `example/${name}`,
    url: `https://github.com/example/${name}`,
    visibility,
    summary: {
      schemaVersion: SITE_SCHEMA_VERSION,
      title: name,
      repositoryUrl: null,
      reportUrl: null,
      generatedAt: GENERATED_AT,
      verdict: 'passed',
      sentence: 'All 412 tests that ran passed at 4f2a91c',
      sha: '4f2a91c',
      startedAt: new Date(NEWEST - hoursAgo * HOUR).toISOString(),
      tests: 412,
      runs: 90,
      passRate: 99.61,
      passRateOf: 8_240,
      lineCoverage: 87.2,
      flakyTests: 0,
      newFailures: 0,
      stillFailing: 0,
      ...more,
    },
  };
}

/** An index of repositories of every kind: failing, passing, without figures, hidden, not readable. */
export function sampleOrg(out: string): OrgInput {
  return {
    rows: [
      row('shop', 1, { reportUrl: 'https://github.com/example/shop/report' }),
      row('basket', 30, {
        verdict: 'failed',
        sentence: '2 new failures since 65ff0d1, 1 still failing',
        passRate: 96.2,
        lineCoverage: null,
        flakyTests: 3,
        newFailures: 2,
        stillFailing: 1,
        tests: 35,
        passRateOf: 700,
      }),
      row(
        'search-index-for-the-catalogue-of-all-warehouses',
        4,
        { lineCoverage: 41.94, flakyTests: 12, tests: 10_480 },
        'internal',
      ),
      row('brand-new', 0, {
        verdict: 'unknown',
        sentence: 'No test run has been recorded yet',
        sha: null,
        startedAt: null,
        tests: 0,
        runs: 0,
        passRate: null,
        passRateOf: 0,
        lineCoverage: null,
        flakyTests: null,
      }),
      row('ledger', 26 * 24, { passRate: 100, passRateOf: undefined }, 'private'),
    ],
    unreadable: [
      {
        repository: 'example/vault',
        reason: 'there is no such repository, or the token may not see it',
        remedy: 'use the token of an app that is installed there with `contents: read`, or leave it out',
      },
    ],
    visibility: 'private',
    title: 'example',
    shell: SHELL,
    out,
    generatedAt: GENERATED_AT,
  };
}
