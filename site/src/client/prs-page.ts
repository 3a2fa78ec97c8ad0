import type { RiskCalibration, SiteManifest, SitePrLine, SitePrs } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { count, percent, shortSha } from './format.ts';
import { emptyState, middleCut, section, sentence, when } from './parts.ts';
import { prHref, prName } from './pr-parts.ts';
import { mark, VERDICT_LOOK } from './status.ts';
import { table } from './table.ts';

/** Pull requests that were analysed, failed ones first, then by risk. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const { prs, calibration } = manifest.files.prs
    ? await load<SitePrs>(manifest.files.prs)
    : { prs: [], calibration: null };
  if (prs.length === 0) {
    root.append(
      emptyState('No pull request was analysed yet.', [
        'Put ',
        h('code', null, 'uses: qitops/analyze-pr'),
        ' into the workflow that runs the tests.',
      ]),
    );
    return 'Pull requests';
  }
  const failed = prs.filter((pr) => pr.verdict === 'failed').length;
  root.append(
    h(
      'h1',
      null,
      failed > 0
        ? `${failed} of ${count(prs.length, 'pull request')} fail`
        : `${count(prs.length, 'pull request')}, none fails`,
    ),
    table(
      'Pull requests',
      [
        { heading: 'Result', cell: (pr) => mark(VERDICT_LOOK[pr.verdict]) },
        {
          heading: 'Pull request',
          main: true,
          cell: (pr) => [
            h('a', { href: prHref(pr.pr) }, middleCut(prName(pr.pr, pr.title))),
            h('span', { class: 'place' }, sentence(pr.headline)),
            reportedNote(pr),
          ],
        },
        { heading: 'New failures', number: true, wide: true, cell: (pr) => pr.newFailures },
        { heading: 'Flaky', number: true, wide: true, cell: (pr) => pr.newlyFlaky },
        {
          heading: 'Patch coverage',
          number: true,
          cell: (pr) =>
            pr.patch
              ? [
                  percent(pr.patch.covered, pr.patch.total, 0),
                  h('small', { class: 'wide' }, ` of ${count(pr.patch.total, 'line')}`),
                ]
              : 'not measured',
        },
        { heading: 'Risk', wide: true, cell: (pr) => riskWords(pr) },
      ],
      prs,
    ),
  );
  if (calibration) root.append(calibrationSection(calibration));
  return 'Pull requests';
}

/** Who says so and when, where that is not this very run. */
export function reportedNote({ keptAt, outside, headNow }: SitePrLine): HTMLElement | null {
  if (keptAt === null) return null;
  return h(
    'span',
    { class: 'note' },
    keptAt === '' ? 'Reported at an unknown time' : ['Reported ', when(keptAt)],
    outside ? ' by its own run, which its author controls' : null,
    headNow ? `; nothing was reported yet of its head ${shortSha(headNow)}` : null,
    '.',
  );
}

/** What the risk model is worth: what it foretold of changes it had not seen, and what became of them. */
function calibrationSection({ labelled, bad, auc, bins }: RiskCalibration): HTMLElement {
  const order =
    auc === null
      ? 'Nothing went wrong so far, so nothing is known of its order.'
      : `It put a bad change above a good one ${Math.round(auc * 100)} times of 100; a coin does 50 times.`;
  return section(
    'Is the risk to be trusted?',
    `fitted to ${count(labelled, 'change')} of the default branch`,
    h('p', null, `${bad} of them were reverted, mended within a week or broke tests. ${order}`),
    table(
      'Risk foretold and found',
      [
        {
          heading: 'Changes by risk',
          main: true,
          cell: (bin, index) =>
            index === 0 ? `The ${bin.count} with the lowest risk` : `The next ${bin.count}`,
        },
        { heading: 'Foretold', number: true, cell: (bin) => percent(bin.predicted, 1, 0) },
        { heading: 'Found', number: true, cell: (bin) => percent(bin.observed, 1, 0) },
      ],
      bins,
    ),
  );
}

/** The score only where it was calibrated on this repository; else the rank, and that it is uncalibrated. */
export function riskWords(risk: {
  riskScore: number | null;
  riskRank: string | null;
  calibrated: boolean;
}): string {
  if (risk.calibrated && risk.riskScore !== null) return `${Math.round(risk.riskScore * 100)} of 100`;
  if (risk.riskRank) return `${risk.riskRank}, uncalibrated`;
  return 'not measured';
}
