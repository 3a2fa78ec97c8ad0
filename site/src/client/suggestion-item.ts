import type { Suggestion } from '@qitops/model';
import { h } from './dom.ts';
import { count, duration } from './format.ts';
import { copyButton, fileHref } from './parts.ts';

/** One suggestion with what it proved; one that did not run says so. */
export function suggestionItem(suggestion: Suggestion, from?: HTMLElement): HTMLElement {
  const { target, evidence, test, question } = suggestion;
  const text = test?.code ?? suggestion.case?.yaml;
  return h(
    'li',
    { class: 'suggestion', id: `s-${suggestion.id}` },
    h('h3', null, suggestion.title),
    h(
      'p',
      { class: 'facts' },
      h(
        'a',
        { href: fileHref(target.path, target.line) },
        `${target.function} in ${target.path}:${target.line}`,
      ),
      h(
        'span',
        { class: 'tag' },
        suggestion.author === 'engine' ? 'by the engine' : `AI: ${suggestion.author}`,
      ),
      suggestion.typeChecked === true ? h('span', { class: 'tag' }, 'type-checked') : null,
      from ?? null,
    ),
    evidence
      ? h(
          'ul',
          { class: 'plain evidence' },
          h(
            'li',
            null,
            `Ran ${count(evidence.repeats, 'time')} and passed each time, ${duration(evidence.durationMs)}.`,
          ),
          ...evidence.branches.map((branch) =>
            h('li', null, `Covers ${branch}, which nothing covered before.`),
          ),
          ...evidence.kills.map((kill) => h('li', null, `Fails when ${kill}.`)),
        )
      : null,
    question
      ? h(
          'dl',
          { class: 'inline' },
          h('div', null, h('dt', null, 'For'), h('dd', null, h('code', null, question.input))),
          h('div', null, h('dt', null, 'before'), h('dd', null, h('code', null, question.base))),
          h('div', null, h('dt', null, 'now'), h('dd', null, h('code', null, question.head))),
        )
      : null,
    suggestion.kind === 'case' ? h('p', { class: 'note' }, 'An idea; it did not run.') : null,
    text
      ? h(
          'details',
          null,
          h('summary', null, test ? test.path : (suggestion.case?.path ?? 'Text')),
          h('pre', { tabindex: '0' }, text),
          copyButton('Copy', () => text),
        )
      : null,
  );
}
