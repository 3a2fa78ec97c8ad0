import type { Notice, NoticeKind } from '@qitops/model';

/** How each kind is called. */
export const KIND_WORDS: Record<NoticeKind, { title: string; one: string; many: string }> = {
  'new-failure': { title: 'New failures', one: 'new failure', many: 'new failures' },
  'newly-flaky': { title: 'Newly flaky', one: 'newly flaky test', many: 'newly flaky tests' },
  'coverage-drop': { title: 'Coverage fell', one: 'fall of coverage', many: 'falls of coverage' },
  'low-confidence': {
    title: 'Low confidence',
    one: 'verdict that rests on little',
    many: 'verdicts that rest on little',
  },
};

/** `2 new failures, 1 newly flaky test` */
export function headline(notices: readonly Notice[]): string {
  return [...Map.groupBy(notices, ({ kind }) => kind)]
    .map(([kind, own]) => `${own.length} ${own.length === 1 ? KIND_WORDS[kind].one : KIND_WORDS[kind].many}`)
    .join(', ');
}
