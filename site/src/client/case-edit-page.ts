import './no-generated-code.ts';

import type { SiteManifest } from '@qitops/model';
import { CASE_FOLDER, CASE_SCHEMA_LINE, caseFields, slugOf, type TestCase } from '@qitops/model/case';
import { CASE_TEMPLATES } from '@qitops/model/case-templates';
import { loadCase, type WholeCase } from './case-data.ts';
import { caseForm } from './case-form.ts';
import { readCase, writeCase } from './case-yaml.ts';
import { parameter } from './data.ts';
import { fill, h } from './dom.ts';
import { branchName } from './format.ts';
import { type EditLink, editFileLink, newFileLink } from './github-links.ts';
import { caseHref, copyButton, emptyState } from './parts.ts';

/** A case as a form and as YAML, each following the other; saved on GitHub by whoever wrote it. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const id = parameter('id');
  const found = id === null ? null : await loadCase(manifest, id);
  if (id !== null && !found) {
    root.append(
      emptyState('There is no such case.', [
        h('a', { href: './case-edit.html' }, 'Write a new one'),
        ', or choose one from ',
        h('a', { href: './cases.html' }, 'all cases'),
        '.',
      ]),
    );
    return 'Write a test case';
  }
  const yaml = h('textarea', {
    class: 'yaml',
    spellcheck: 'false',
    wrap: 'off',
    'aria-label': 'YAML',
    'aria-describedby': 'wrong',
  });
  const wrong = h('ul', { class: 'plain case-problems', id: 'wrong', 'aria-live': 'polite' });
  const save = h('div', { class: 'actions' });
  const hint = h('p', { class: 'note' });
  let ownId = found !== null;

  const pathNow = () => found?.path ?? `${CASE_FOLDER}/${form.fields().id || 'new-case'}.yaml`;
  const showState = (problems: readonly { line: number; text: string }[]) => {
    yaml.setAttribute('aria-invalid', String(problems.length > 0));
    fill(wrong, ...problems.map(({ line, text }) => h('li', null, h('b', null, `Line ${line}: `), text)));
    const { link, say } = saveParts(manifest, found, pathNow(), yaml.value, problems.length === 0);
    fill(
      save,
      link,
      copyButton('Copy YAML', () => yaml.value),
    );
    fill(hint, say);
    hint.hidden = say === null;
  };
  const form = caseForm((field) => {
    const fields = form.fields();
    if (field === 'id') ownId = true;
    // only what was typed: the other fields may show less than the text says
    const typed: Partial<TestCase> = { [field]: fields[field] };
    if (!ownId && field === 'title') {
      typed.id = slugOf(fields.title ?? '', 60);
      form.showId(typed.id);
    }
    yaml.value = writeCase(yaml.value, typed);
    showState(readCase(yaml.value).problems);
  });
  yaml.addEventListener('input', () => {
    const { fields, problems } = readCase(yaml.value);
    if (fields) form.show(fields);
    if (fields && fields.id !== slugOf(fields.title, 60)) ownId = true;
    showState(problems);
  });

  const begin = (name: string) => {
    const fields = form.fields();
    const title = fields.title || parameter('title')?.trim();
    const own = fields.id || slugOf(title ?? '', 60);
    const test = parameter('test')?.replace(/\s+/g, ' ').trim();
    const { type, priority, preconditions, steps, tags } = CASE_TEMPLATES[name] ?? CASE_TEMPLATES.functional!;
    const start = {
      ...{ id: own || 'new-case', title: title || 'What it checks', type, priority },
      ...{ preconditions: [...preconditions], steps: [...steps], tags: [...tags] },
      // what no template says stays
      ...(fields.owner ? { owner: fields.owner } : {}),
      covers: fields.covers ?? [],
      automatedBy: fields.automatedBy?.length ? fields.automatedBy : test ? [test] : [],
      source: 'manual' as const,
    };
    yaml.value = `${CASE_SCHEMA_LINE}\n${writeCase('', caseFields(start))}`;
    form.show(start);
    showState([]);
  };
  const template = h(
    'select',
    null,
    ...Object.entries(CASE_TEMPLATES).map(([name, { use }]) =>
      h('option', { value: name }, `${name}: ${use}`),
    ),
  );
  template.addEventListener('change', () => begin(template.value));

  root.append(
    h(
      'header',
      { class: 'page-head' },
      h('h1', null, found ? 'Edit a test case' : 'Write a test case'),
      found
        ? h('p', { class: 'place' }, h('a', { href: caseHref(found.id) }, found.title))
        : h('label', { class: 'field template' }, h('span', null, 'Begin with'), template),
    ),
    h(
      'div',
      { class: 'case-editor' },
      form.element,
      h(
        'div',
        { class: 'editor-side' },
        save,
        hint,
        h('div', { class: 'field' }, h('div', { class: 'field-name' }, 'YAML'), yaml),
        wrong,
      ),
    ),
  );
  if (found) {
    yaml.value = found.yaml;
    const { fields, problems } = readCase(found.yaml);
    if (fields) form.show(fields);
    showState(problems);
  } else {
    const asked = parameter('template') ?? '';
    template.value = Object.hasOwn(CASE_TEMPLATES, asked) ? asked : 'functional';
    begin(template.value);
    root.hidden = false;
    form.begin();
  }
  return found ? `Edit ${found.title}` : 'Write a test case';
}

/** What to do with the text: a page of GitHub's where there is one, and the file's name. */
function saveParts(
  manifest: SiteManifest,
  found: WholeCase | null,
  path: string,
  text: string,
  whole: boolean,
): { link: HTMLElement | null; say: string | null } {
  const { repositoryUrl, mainline } = manifest;
  const branch = mainline.ref ? branchName(mainline.ref) : 'HEAD';
  const link: EditLink | null = !repositoryUrl
    ? null
    : found
      ? editFileLink(repositoryUrl, branch, path)
      : newFileLink(repositoryUrl, branch, path, text);
  const say = !whole
    ? 'Mend what is wrong first.'
    : found && !found.alone
      ? `${path} holds other cases too: replace the lines of this one, from line ${found.line}.`
      : link?.filled
        ? null
        : `${link ? 'Copy the YAML and paste it there' : 'Copy the YAML into the file'}: ${path}`;
  const label = found ? 'Open the file on GitHub' : 'Create the file on GitHub';
  const button =
    link &&
    (whole
      ? h('a', { class: 'button main', href: link.href, rel: 'noreferrer', target: '_blank' }, label)
      : h('span', { class: 'button main', 'aria-disabled': 'true' }, label));
  return { link: button, say };
}
