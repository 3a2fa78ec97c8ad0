import { escapeMarkdown, inlineCode } from '@qitops/escape';
import type { KeptIssue, Notice, SiteSummary } from '@qitops/model';

const LISTED = 30;

/** The one issue that says what the overview says, for repositories without a site. It is rewritten in place. */
export function dashboardIssue(
  summary: SiteSummary,
  notices: readonly Notice[],
  reportUrl: string | null,
): KeptIssue {
  const figure = (value: number | null, unit = ''): string =>
    value === null ? 'not measured' : `${value}${unit}`;
  const rows = [
    ['Tests', figure(summary.tests)],
    ['Pass rate', figure(summary.passRate, ' %')],
    ['Line coverage', figure(summary.lineCoverage, ' %')],
    ['Flaky tests', figure(summary.flakyTests)],
    ['Runs in the history', figure(summary.runs)],
  ];
  const lines = [
    `**${escapeMarkdown(summary.sentence)}**`,
    ['| figure | now |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'),
    ...sections(notices),
    `Written ${summary.generatedAt.slice(0, 16).replace('T', ' ')} UTC${summary.sha ? ` at ${inlineCode(summary.sha.slice(0, 7))}` : ''}.`,
    reportUrl
      ? `The whole report: [artifact of the run](${reportUrl}), or \`npx qitops open\`.`
      : 'The whole report: `npx qitops open`.',
  ];
  return {
    markers: ['<!-- qitops-dashboard -->'],
    title: 'Quality dashboard',
    body: `${lines.join('\n\n')}\n`,
    open: true,
    pinned: true,
  };
}

const TITLES: Record<Notice['kind'], string> = {
  'new-failure': 'Failing',
  'newly-flaky': 'Flaky',
  'coverage-drop': 'Coverage',
  'low-confidence': 'Confidence',
};

function sections(notices: readonly Notice[]): string[] {
  return [...Map.groupBy(notices, ({ kind }) => kind)].map(([kind, own]) => {
    const rest = own.length - LISTED;
    const items = own
      .slice(0, LISTED)
      .map(
        ({ title, since }) =>
          `- ${escapeMarkdown(title)}${since ? `, since ${inlineCode(since.slice(0, 7))}` : ''}`,
      );
    return [`### ${TITLES[kind]}`, '', ...items, ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n');
  });
}
