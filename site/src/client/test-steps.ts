import type { SiteStep } from '@qitops/model';
import { h } from './dom.ts';
import { count, duration } from './format.ts';
import { section } from './parts.ts';
import { icon, lookOf } from './status.ts';

/** Steps up to which all of them stand open. */
const ALL_OPEN = 30;

export interface StepNode {
  step: SiteStep;
  inner: StepNode[];
  /** It or a step inside of it failed. */
  failed: boolean;
}

/** Steps as they stand inside of each other. */
export function stepTree(steps: readonly SiteStep[]): StepNode[] {
  const roots: StepNode[] = [];
  const open: StepNode[] = [];
  for (const step of steps) {
    const [, outcome, , depth] = step;
    const node: StepNode = { step, inner: [], failed: lookOf(outcome).tone === 'bad' };
    open.length = Math.min(open.length, Math.max(0, depth));
    (open.at(-1)?.inner ?? roots).push(node);
    if (node.failed) for (const above of open) above.failed = true;
    open.push(node);
  }
  return roots;
}

/** The steps of an attempt with their times; where it failed is open. Of one that just passed they are folded up. */
export function stepSection(steps: readonly SiteStep[], open: boolean): HTMLElement {
  const list = stepList(steps);
  return section(
    'Steps',
    count(steps.length, 'step'),
    open ? list : h('details', null, h('summary', null, 'What it did'), list),
  );
}

/** Steps inside of each other; of many, those that passed are folded up. */
export function stepList(steps: readonly SiteStep[]): HTMLElement {
  return listOf(stepTree(steps), steps.length <= ALL_OPEN);
}

function listOf(nodes: readonly StepNode[], open: boolean): HTMLElement {
  return h('ol', { class: 'step-list' }, ...nodes.map((node) => itemOf(node, open)));
}

function itemOf({ step, inner, failed }: StepNode, open: boolean): HTMLElement {
  const [name, outcome, ms, , message] = step;
  const look = lookOf(outcome);
  const line = [
    icon(look, look.word),
    h('span', { class: 'step-name' }, name || '(no name)'),
    ms < 0 ? null : h('span', { class: 'step-time' }, duration(ms)),
  ];
  const said = message ? h('p', { class: 'step-message' }, message) : null;
  if (inner.length === 0) return h('li', null, h('div', { class: 'step' }, ...line), said);
  return h(
    'li',
    null,
    h(
      'details',
      { open: open || failed },
      h('summary', { class: 'step' }, ...line),
      said,
      listOf(inner, open),
    ),
  );
}
