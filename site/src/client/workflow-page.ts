import type { SiteManifest } from '@qitops/model';
import {
  COMMENT_WORKFLOW,
  commentWorkflow,
  NEW_WORKFLOW,
  newWorkflow,
} from '@qitops/model/workflow/new-workflow';
import { parameter, setParameters } from './data.ts';
import { type Child, fill, h } from './dom.ts';
import { branchName } from './format.ts';
import { newFileLink } from './github-links.ts';
import { copyButton, section } from './parts.ts';
import { type Answers, PRESETS, unitOf } from './workflow-presets.ts';

/** Writes the workflow files of a repository, with the writer that `qitops init` has. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const kind = h(
    'select',
    null,
    ...Object.entries(PRESETS).map(([name, { label }]) => h('option', { value: name }, label)),
  );
  const text = (spellcheck = 'false') => h('input', { type: 'text', autocomplete: 'off', spellcheck });
  const [version, branch, folder] = [text(), text(), text()];
  const install = h('textarea', { rows: 1, spellcheck: 'false' });
  const test = h('textarea', { rows: 2, spellcheck: 'false' });
  const result = h('div', { class: 'workflow-files' });

  const update = () => {
    const answers: Answers = {
      preset: PRESETS[kind.value]!,
      version: version.value.trim(),
      install: install.value.replace(/\s*\n\s*/g, ' '),
      test: test.value.replace(/\s*\n\s*/g, ' '),
      folder: folder.value.trim(),
    };
    const onto = branch.value.trim() || 'main';
    const files =
      answers.test.trim() === ''
        ? []
        : [
            [
              NEW_WORKFLOW,
              newWorkflow([{ id: 'test', unit: unitOf(answers) }], onto),
              'runs the tests, comments on pull requests and keeps the history',
            ],
            [
              COMMENT_WORKFLOW,
              commentWorkflow('qitops'),
              'comments on pull requests from forks; needed only where there are some',
            ],
          ];
    fill(
      result,
      files.length === 0 ? h('p', { class: 'note' }, 'Say how the tests are run.') : null,
      ...files.map(([path, content, what]) => fileSection(manifest, onto, path!, content!, what!)),
    );
  };
  const choose = () => {
    const preset = PRESETS[kind.value]!;
    version.value = preset.runtime?.[1] ?? '';
    version.disabled = preset.runtime === null;
    install.value = preset.install;
    test.value = preset.test;
    setParameters({ kind: kind.value });
    update();
  };
  kind.addEventListener('change', choose);
  for (const input of [version, branch, folder, install, test]) input.addEventListener('input', update);

  root.append(
    h('h1', null, 'Write the workflow'),
    h(
      'p',
      { class: 'text' },
      'Two files, made here and sent nowhere: actions by the commit of a release, and no right that is not needed. In a checkout ',
      h('code', null, 'qitops init'),
      ' does the same from what it finds, and adds to a workflow that is there.',
    ),
    h(
      'div',
      { class: 'case-editor' },
      h(
        'div',
        { role: 'group', 'aria-label': 'How the tests are run' },
        field('Tests', null, kind),
        field('Install', 'empty where nothing is installed', install),
        field('Test command', 'with the options that make it write results and coverage', test),
        h(
          'div',
          { class: 'field-row' },
          field('Version', 'of the language', version),
          field('Folder', 'empty for the root', folder),
          field('Default branch', null, branch),
        ),
      ),
      result,
    ),
  );
  const asked = parameter('kind') ?? '';
  kind.value = Object.hasOwn(PRESETS, asked) ? asked : 'vitest';
  branch.value = manifest.mainline.ref ? branchName(manifest.mainline.ref) : 'main';
  choose();
  return 'Write the workflow';
}

function field(name: string, hint: Child, input: HTMLElement): HTMLElement {
  return h('label', { class: 'field' }, h('span', null, name), input, hint ? h('small', null, hint) : null);
}

function fileSection(
  { repositoryUrl }: SiteManifest,
  branch: string,
  path: string,
  content: string,
  what: string,
): HTMLElement {
  const link = repositoryUrl ? newFileLink(repositoryUrl, branch, path, content) : null;
  return section(
    path,
    what,
    h(
      'div',
      { class: 'actions' },
      link
        ? h(
            'a',
            { class: 'button main', href: link.href, rel: 'noreferrer', target: '_blank' },
            'Create it on GitHub',
          )
        : null,
      copyButton('Copy', () => content),
      link && !link.filled ? h('span', { class: 'note' }, 'Copy it first and paste it there.') : null,
    ),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': path }, content),
  );
}
