import { tableCode } from '@qitops/escape';
import type { FlakyDocument, FlakyTest } from '@qitops/model';

const SHOWN = 50;

/** Whether a test counts as flaky: quarantined is the stronger form of it. */
export function isFlaky(test: FlakyTest): boolean {
  return test.state === 'flaky' || test.state === 'quarantined';
}

/** The flaky and suspected tests as a table, surest first. */
export function flakySummary(document: FlakyDocument): string {
  const listed = document.tests
    .filter((test) => isFlaky(test) || test.state === 'suspected')
    .sort((a, b) => b.probability - a.probability || (a.name < b.name ? -1 : 1));
  const flaky = listed.filter(isFlaky).length;
  const { active = [], lapsed = [] } = document.quarantine ?? {};
  const quarantine = [
    ...active.map(
      ({ name, expires, owner }) =>
        `- ${tableCode(name)} until ${expires.slice(0, 10)}, owner ${tableCode(owner)}`,
    ),
    ...lapsed.map(({ name, why }) => `- ${tableCode(name)} no longer: ${why}`),
  ];
  const quarantined = quarantine.length === 0 ? [] : ['', '### Quarantine', '', ...quarantine];
  const head = `## qitops flaky-detect: ${flaky} flaky of ${document.tests.length} tests in ${document.runs} runs`;
  if (listed.length === 0) return `${[head, ...quarantined].join('\n')}\n`;
  const rows = listed
    .slice(0, SHOWN)
    .map(
      (test) =>
        `| ${tableCode([...test.suite, test.name].join(' › '))} | ${test.state} | ${percent(test.probability)} | ` +
        `${percent(test.rate)} (${percent(test.interval[0])} to ${percent(test.interval[1])}) | ${test.failures} of ${test.runs} |`,
    );
  const rest = listed.length > SHOWN ? ['', `${listed.length - SHOWN} more stand in the document.`] : [];
  return [
    head,
    '',
    '| test | state | probability | failure rate | failed |',
    '|---|---|---|---|---|',
    ...rows,
    ...rest,
    ...quarantined,
    '',
  ].join('\n');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
