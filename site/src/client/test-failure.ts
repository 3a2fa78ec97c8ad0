import type { SiteAttachment, SiteFrame } from '@qitops/model';
import { h } from './dom.ts';
import { section, sourceLink } from './parts.ts';
import { comparison, comparisonsOf, figureOf } from './picture-comparison.ts';
import type { TestContext } from './test-context.ts';

/** The lines around the place that failed, and what the failure left behind. */
export function failureSections({ test, repositoryUrl, runs, outcomes }: TestContext): HTMLElement[] {
  const { latest } = test;
  const newest = Math.max(...[...outcomes].map((letter, run) => (letter === '-' ? -1 : run)));
  const run = runs[newest];
  return [
    ...(latest?.frame ? [frameSection(latest.frame, run?.sha ?? null, repositoryUrl)] : []),
    ...(latest?.attachments
      ? [attachmentSection(latest.attachments, run?.runId ?? null, repositoryUrl)]
      : []),
  ];
}

function frameSection(frame: SiteFrame, sha: string | null, repositoryUrl: string | null): HTMLElement {
  const { path, line, first, lines } = frame;
  const rows = lines.map((text, index) => {
    const number = first + index;
    return h(
      'span',
      { class: number === line ? 'frame-line frame-failed' : 'frame-line' },
      h('span', { class: 'frame-number' }, number === line ? `> ${number}` : String(number)),
      text,
      '\n',
    );
  });
  return section(
    'Code',
    null,
    h('p', { class: 'note' }, sourceLink(path, sha, line, repositoryUrl)),
    h('pre', { class: 'frame', tabindex: '0' }, ...rows),
  );
}

function attachmentSection(
  attachments: readonly SiteAttachment[],
  runId: string | null,
  repositoryUrl: string | null,
): HTMLElement {
  const pictures = attachments.flatMap(({ name, picture }) => (picture === null ? [] : [{ name, picture }]));
  const { compared, others: alone } = comparisonsOf(pictures);
  const others = attachments.filter(({ picture }) => picture === null);
  return section(
    'Attachments',
    String(attachments.length),
    ...compared.map((each) => comparison(each)),
    ...alone.map((picture) => figureOf(picture)),
    others.length > 0
      ? h(
          'div',
          null,
          h(
            'p',
            { class: 'note' },
            'Not shown here, for it is no small picture: look into the artifacts of ',
            runId && repositoryUrl && /^\d+$/.test(runId)
              ? h('a', { href: `${repositoryUrl}/actions/runs/${runId}` }, `run ${runId}`)
              : 'the run',
            '.',
          ),
          h(
            'ul',
            { class: 'plain' },
            ...others.map(({ name, type }) => h('li', null, type ? `${name} (${type})` : name)),
          ),
        )
      : null,
  );
}
