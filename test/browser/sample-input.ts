import { resolve } from 'node:path';
import { evidence, type FileCoverage, FileCoverageBuilder, type FlakyDocument } from '@qitops/model';
import type { ReportInput } from '@qitops/report';
import { sampleAnalyses } from './sample-analyses.ts';
import { sampleCases } from './sample-cases.ts';
import { commitAt, KNOWN, NEWEST, sampleHistory } from './sample-history.ts';
import { attachedFile, latestTests, TESTED } from './sample-latest.ts';
import { picture } from './sample-picture.ts';

export const SHELL = resolve(import.meta.dirname, '../../site/dist');
export const GENERATED_AT = new Date(NEWEST + 20 * 60_000).toISOString();

const SOURCE = `/** Price after the discount, in cents. */
export function discounted(cents: number, percent: number): number {
  if (percent < 0 || percent > 100) {
    throw new RangeError(\`not a percentage: \${percent}\`);
  }
  const off = (cents * percent) / 100;
  if (off % 1 === 0.5) {
    return cents - Math.floor(off / 2) * 2;
  }
  return cents - Math.round(off);
}
`;

const SOURCES = [
  'src/cart/cart.ts',
  'src/cart/discount.ts',
  'src/checkout/payment.ts',
  'src/checkout/shipping.ts',
  'src/search/index/reader.ts',
  'src/search/index/writer.ts',
  'src/search/suggest.ts',
  'src/account/login.ts',
  'src/account/export.ts',
];

/** Everything a report can be made of, small and the same each time. */
export function sampleInput(out: string, runs = 90): ReportInput {
  const history = sampleHistory(runs);
  const info = history.runs.at(-1)!.info;
  return {
    history,
    flaky: sampleFlaky(history.tests, runs),
    latest: { info, tests: latestTests(history) },
    analyses: sampleAnalyses(history),
    cases: sampleCases(history),
    calibration: {
      labelled: 180,
      bad: 21,
      brier: 0.09,
      auc: 0.71,
      bins: [
        { predicted: 0.04, observed: 0.03, count: 60 },
        { predicted: 0.1, observed: 0.08, count: 60 },
        { predicted: 0.22, observed: 0.24, count: 60 },
      ],
    },
    coverage: { sha: info.sha, files: sampleCoverage() },
    readTested: async () => TESTED,
    readAttachment: async (path) => attachedFile(path),
    readSource: async (path) => (path.endsWith('suggest.ts') ? null : SOURCE),
    ownersOf: (path) => OWNERS.filter(([start]) => path.startsWith(start)).map(([, owner]) => owner),
    look: {
      logo: picture(240, 120),
      links: [
        { title: 'Handbook', url: 'https://github.com/example/shop/wiki' },
        { title: 'Deployments', url: 'https://github.com/example/shop/deployments' },
      ],
    },
    readAt: commitAt(88),
    config: [
      { key: 'results', value: '[ "reports/**/junit.xml" ]', from: 'qitops.yml:3' },
      { key: 'gates.newFailures', value: '0', from: null },
      { key: 'gates.patchCoverage', value: '{ value: 80, level: warn }', from: 'qitops.yml:6' },
      { key: 'components[0]', value: '{ name: cart, paths: [ "src/cart/**" ] }', from: 'qitops.yml:8' },
      { key: 'report.accent', value: 'blue', from: null },
    ],
    categories: [
      { name: 'Rounding of prices', message: 'expected \\d+\\.\\d+ to be' },
      { name: 'The bank is away', message: 'ECONNREFUSED' },
    ],
    labelLinks: { issue: 'https://tracker.example.org/browse/{}' },
    repositoryUrl: 'https://github.com/example/shop',
    title: 'Example shop',
    shell: SHELL,
    out,
    generatedAt: GENERATED_AT,
  };
}

/** What the file names of CODEOWNERS would say. */
const OWNERS = [
  ['src/cart/', '@shop/basket'],
  ['src/checkout/', '@shop/pay'],
  ['src/checkout/payment', '@shop/risk'],
  ['src/search/', '@shop/search'],
] as const;

function sampleFlaky(tests: ReportInput['history']['tests'], runs: number): FlakyDocument {
  return {
    schemaVersion: 1,
    runs,
    tests: tests.map((test) => {
      const flaky = test.name === KNOWN.flaky;
      const suspected = test.name === KNOWN.flakyRetried;
      const broken = test.name === KNOWN.brokenEarlier;
      return {
        ...test,
        state: flaky
          ? ('flaky' as const)
          : suspected
            ? ('suspected' as const)
            : broken
              ? ('broken' as const)
              : ('healthy' as const),
        probability: flaky ? 0.972 : suspected ? 0.41 : 0.004,
        rate: flaky ? 0.153 : suspected ? 0.03 : 0.0002,
        interval: flaky ? [0.098, 0.22] : suspected ? [0.008, 0.071] : [0, 0.003],
        runs,
        failures: flaky ? 13 : suspected ? 8 : broken ? 5 : 0,
        evidence: flaky
          ? [
              evidence('same-tree', 'Failed and passed on the same tree in 9 of 13 failures'),
              evidence('message', 'All failures wait for 127.0.0.1', {
                path: 'src/search/suggest.test.ts',
                line: 31,
              }),
            ]
          : suspected
            ? [evidence('retry', 'Passed on the second attempt in 8 runs')]
            : [],
      };
    }),
  };
}

function sampleCoverage(): Map<string, FileCoverage> {
  return new Map(
    SOURCES.map((path, number) => {
      const builder = new FileCoverageBuilder(path);
      for (const line of [2, 3, 4, 6, 7, 8, 10]) {
        const missed = number < 7 && ((line === 4 && number % 2 === 1) || (line === 8 && number % 3 === 1));
        builder.line(line, missed ? 0 : 12 + number);
      }
      for (const arm of [0, 1]) {
        builder.branch(3, 0, arm, arm === 0 && number % 2 === 1 ? 0 : 3);
        builder.branch(7, 1, arm, arm === 0 && number % 3 === 1 ? 0 : 3);
      }
      builder.function('discounted', 2, 12);
      return [path, builder.build()];
    }),
  );
}
