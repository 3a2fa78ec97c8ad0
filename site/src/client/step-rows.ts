import type { CaseStep } from '@qitops/model/case';
import { fill, h } from './dom.ts';

/** Steps that can be added, changed and taken out. */
export interface StepRows {
  element: HTMLElement;
  read(): CaseStep[];
  show(steps: readonly CaseStep[]): void;
}

/** The rows of the steps; `changed` is told of every keystroke. */
export function stepRows(changed: () => void): StepRows {
  const list = h('div', { role: 'list' });
  const add = h('button', { type: 'button', class: 'button' }, 'Add a step');
  const element = h(
    'div',
    { class: 'field', role: 'group', 'aria-label': 'Steps' },
    h('div', { class: 'field-name' }, 'Steps'),
    list,
    add,
  );
  const texts = () =>
    [...list.children].map((row) => [...row.querySelectorAll('textarea')].map((area) => area.value.trim()));
  const read = (): CaseStep[] =>
    texts().flatMap(([action = '', expected = '']) => {
      if (action === '' && expected === '') return [];
      return [{ action: action || 'look at it', ...(expected ? { expected } : {}) }];
    });
  const rowOf = (step: CaseStep, at: number): HTMLElement => {
    const area = (label: string, value: string, placeholder: string) => {
      const input = h('textarea', { rows: 1, 'aria-label': `${label} of step ${at + 1}`, placeholder });
      input.value = value;
      input.addEventListener('input', changed);
      return input;
    };
    const remove = h(
      'button',
      { type: 'button', class: 'button', 'aria-label': `Take out step ${at + 1}` },
      '×',
    );
    const row = h(
      'div',
      { class: 'step-row', role: 'listitem' },
      h('span', { class: 'number' }, String(at + 1)),
      area('Action', step.action, 'what is done'),
      area('Expected', step.expected ?? '', 'what is then seen'),
      remove,
    );
    remove.addEventListener('click', () => {
      row.remove();
      draw(texts().map(([action = '', expected]) => ({ action, ...(expected ? { expected } : {}) })));
      changed();
      add.focus();
    });
    return row;
  };
  const draw = (steps: readonly CaseStep[]) => fill(list, ...steps.map(rowOf));
  add.addEventListener('click', () => {
    list.append(rowOf({ action: '' }, list.childElementCount));
    list.lastElementChild?.querySelector('textarea')?.focus();
  });
  return {
    element,
    read,
    show: (steps) => {
      if (list.contains(document.activeElement) || JSON.stringify(read()) === JSON.stringify(steps)) return;
      draw(steps);
    },
  };
}
