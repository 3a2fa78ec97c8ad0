import { type CaseKey, CasePriority, CaseType, type TestCase } from '@qitops/model/case';
import { type Child, fill, h } from './dom.ts';
import { stepRows } from './step-rows.ts';

/** The fields of a case that the form holds. Everything else is left to the YAML. */
export interface CaseForm {
  element: HTMLElement;
  /** What the fields hold now. */
  fields(): Partial<TestCase>;
  /** Shows a case, without touching the field that is being typed in. */
  show(fields: Partial<TestCase>): void;
  showId(id: string): void;
  /** Puts the caret into the title, so that typing replaces it. */
  begin(): void;
}

type Input = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A form for one case; `changed` is told of every keystroke. */
export function caseForm(changed: (field: CaseKey) => void): CaseForm {
  const title = h('input', { type: 'text', autocomplete: 'off' });
  const id = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const type = choice(CaseType.options);
  const priority = choice(CasePriority.options);
  const owner = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder: '@team' });
  const tags = h('input', { type: 'text', autocomplete: 'off', placeholder: 'checkout, SHOP-12' });
  const preconditions = h('textarea', { rows: 2 });
  const covers = h('textarea', { rows: 2, spellcheck: 'false', placeholder: 'src/price.ts#discount' });
  const automatedBy = h('textarea', {
    rows: 2,
    spellcheck: 'false',
    placeholder: 'test/cart.test.ts > Cart > adds an item',
  });
  const parameters = h('p', { class: 'note' });
  const steps = stepRows(() => changed('steps'));
  const inputs: Readonly<Record<string, Input>> = {
    ...{ title, id, type, priority, owner, tags, preconditions, covers, automatedBy },
  };
  for (const [name, input] of Object.entries(inputs))
    input.addEventListener('input', () => changed(name as CaseKey));
  const element = h(
    'div',
    { class: 'case-form', role: 'group', 'aria-label': 'Test case' },
    field('Title', 'what it checks, in a sentence', title),
    field('Id', 'stays the same for good', id),
    h(
      'div',
      { class: 'field-row' },
      field('Type', null, type),
      field('Priority', null, priority),
      field('Owner', null, owner),
    ),
    field('Tags', 'separated by commas; SHOP-12 or #12 name a requirement', tags),
    field('Preconditions', 'what has to hold before, one a line', preconditions),
    steps.element,
    parameters,
    field('Covers', 'the code that it is about, one a line, a symbol after #', covers),
    field('Automated by', 'tests that do it, one a line: file > suite > name', automatedBy),
  );
  return {
    element,
    fields: () => ({
      title: title.value.trim(),
      id: id.value.trim(),
      type: (type.value || undefined) as TestCase['type'],
      priority: (priority.value || undefined) as TestCase['priority'],
      owner: owner.value.trim() || undefined,
      tags: parts(tags.value, ','),
      preconditions: entries(preconditions.value),
      steps: steps.read(),
      covers: parts(covers.value, '\n').map(coverOf),
      automatedBy: parts(automatedBy.value, '\n'),
    }),
    begin: () => title.select(),
    showId: (text) => {
      id.value = text;
    },
    show: (fields) => {
      const put = (input: Input, value: string) => {
        if (input !== document.activeElement && input.value !== value) input.value = value;
      };
      put(title, fields.title ?? '');
      put(id, fields.id ?? '');
      put(type, fields.type ?? '');
      put(priority, fields.priority ?? '');
      put(owner, fields.owner ?? '');
      put(tags, (fields.tags ?? []).join(', '));
      // a line that goes on is indented
      put(
        preconditions,
        (fields.preconditions ?? []).map((each) => each.replaceAll('\n', '\n  ')).join('\n'),
      );
      put(
        covers,
        (fields.covers ?? []).map(({ path, symbol }) => (symbol ? `${path}#${symbol}` : path)).join('\n'),
      );
      put(automatedBy, (fields.automatedBy ?? []).join('\n'));
      steps.show(fields.steps ?? []);
      const sets = fields.parameters?.length ?? 0;
      fill(parameters, sets > 0 ? `It is done with ${sets} sets of values; change them in the YAML.` : null);
      parameters.hidden = sets === 0;
    },
  };
}

function field(name: string, hint: Child, input: Input): HTMLElement {
  return h('label', { class: 'field' }, h('span', null, name), input, hint ? h('small', null, hint) : null);
}

function choice(words: readonly string[]): HTMLSelectElement {
  return h(
    'select',
    null,
    h('option', { value: '' }, 'none'),
    ...words.map((word) => h('option', { value: word }, word)),
  );
}

function parts(text: string, mark: string): string[] {
  return text
    .split(mark)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** One a line; an indented line goes on with the one before. */
function entries(text: string): string[] {
  return parts(text.replace(/\n[ \t]+/g, '\u0000'), '\n').map((each) => each.replaceAll('\u0000', '\n'));
}

function coverOf(line: string): NonNullable<TestCase['covers']>[number] {
  const [path = '', symbol] = line.split(/#(?=[^#]*$)/).map((part) => part.trim());
  return symbol ? { path, symbol } : { path };
}
