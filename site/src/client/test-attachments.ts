import type { SiteAttachment } from '@qitops/model';
import { h } from './dom.ts';
import { section } from './parts.ts';
import { comparison, comparisonsOf, figureOf } from './picture-comparison.ts';
import { textBox, textHead } from './test-output.ts';

/** What an attempt left behind: pictures and texts as they are, a trace with how to open it, the rest by name. */
export function attachmentSection(
  attachments: readonly SiteAttachment[],
  runId: string | null,
  repositoryUrl: string | null,
): HTMLElement {
  const pictures = attachments.flatMap(({ name, picture }) => (picture === null ? [] : [{ name, picture }]));
  const { compared, others: alone } = comparisonsOf(pictures);
  const texts = attachments.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]));
  const traces = attachments.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const others = attachments.filter(
    ({ picture, text, path }) => picture === null && text === undefined && path === undefined,
  );
  const artifacts = artifactsOf(runId, repositoryUrl);
  return section(
    'Attachments',
    String(attachments.length),
    ...compared.map((each) => comparison(each)),
    ...alone.map((picture) => figureOf(picture)),
    ...traces.map((path) => tracePart(path, artifacts)),
    ...texts.map(({ name, text }) => h('div', { class: 'text-part' }, textHead(name, text), textBox(text))),
    others.length > 0
      ? h(
          'div',
          { class: 'text-part' },
          h('p', { class: 'note' }, 'Not shown here, but in the artifacts of ', artifacts, ':'),
          h(
            'ul',
            { class: 'plain' },
            ...others.map(({ name, type }) =>
              h('li', null, type && type !== name ? `${name} (${type})` : name),
            ),
          ),
        )
      : null,
  );
}

/** Where the files of a run are to be had. */
function artifactsOf(runId: string | null, repositoryUrl: string | null): HTMLElement | string {
  return runId && repositoryUrl && /^\d+$/.test(runId)
    ? h('a', { href: `${repositoryUrl}/actions/runs/${runId}#artifacts` }, `run ${runId}`)
    : 'the run';
}

/** Playwright's viewer in the web cannot read files of other places, so its own command opens the trace. */
function tracePart(path: string, artifacts: HTMLElement | string): HTMLElement {
  const command = `npx playwright show-trace ${shellWord(path)}`;
  return h(
    'div',
    { class: 'text-part' },
    textHead('Playwright trace', command),
    h('pre', { class: 'text-box', tabindex: '0' }, command),
    h(
      'p',
      { class: 'note' },
      'Every action with the page before and after it. Download the artifact with the test results of ',
      typeof artifacts === 'string' ? artifacts : artifacts.cloneNode(true),
      ', unpack it, and run the command there.',
    ),
  );
}

/** A path as one word of a shell, and no option; whoever wrote it must not run anything by it. */
export function shellWord(path: string): string {
  const plain = path.replace(/\p{Cc}/gu, '');
  const place = plain.startsWith('-') ? `./${plain}` : plain;
  return /^[\w./@%+=:,-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`;
}
