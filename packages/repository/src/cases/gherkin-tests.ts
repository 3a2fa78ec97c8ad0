import type { Background, Feature, FeatureChild, Scenario, Step, Tag } from '@cucumber/messages';
import { type FoundTest, foundTest, UserError } from '@qitops/model';
import { MOST_ROWS } from './syntax.ts';

interface Scope {
  suite: string[];
  tags: string[];
  background: string[];
}

/**
 * Scenarios of a feature file in any of Gherkin's languages. What is given becomes a precondition, what is done a step,
 * and what then holds what the step before it expects. The parser is loaded on its first use.
 * @throws UserError with file and line for a file that is no Gherkin.
 */
export async function gherkinTests(text: string, file: string): Promise<FoundTest[]> {
  const { AstBuilder, GherkinClassicTokenMatcher, Parser } = await import('@cucumber/gherkin');
  let number = 0;
  const parser = new Parser(new AstBuilder(() => String(number++)), new GherkinClassicTokenMatcher());
  let feature: Feature | undefined;
  try {
    feature = parser.parse(text).feature;
  } catch (error) {
    throw syntaxError(error, file);
  }
  if (!feature) return [];
  const scope: Scope = { suite: [feature.name], tags: wordsOf(feature.tags), background: [] };
  return childrenTests(feature.children, scope, file);
}

function syntaxError(error: unknown, file: string): UserError {
  const message = error instanceof Error ? error.message : String(error);
  const place = /\((\d+):\d+\):/.exec(message);
  const what = message.split('\n').find((line) => /^\(\d+:\d+\)/.test(line)) ?? message;
  return new UserError({
    what: `is no Gherkin: ${what.replace(/^\(\d+:\d+\): /, '')}`,
    where: place ? `${file}:${place[1]}` : file,
    remedy: 'mend the feature file',
  });
}

function childrenTests(children: readonly FeatureChild[], outer: Scope, file: string): FoundTest[] {
  let scope = outer;
  return children.flatMap((child) => {
    if (child.background) scope = { ...scope, background: [...scope.background, ...given(child.background)] };
    if (child.scenario) return [scenarioTest(child.scenario, scope, file)];
    if (!child.rule) return [];
    const inner: Scope = {
      ...scope,
      suite: [...scope.suite, child.rule.name],
      tags: [...scope.tags, ...wordsOf(child.rule.tags)],
    };
    return childrenTests(child.rule.children, inner, file);
  });
}

function given({ steps }: Background): string[] {
  return steps.map(textOf);
}

function scenarioTest(scenario: Scenario, scope: Scope, file: string): FoundTest {
  const { location, name, tags, examples, description } = scenario;
  const rows = examples.flatMap(({ tableHeader, tableBody }) =>
    tableBody.map(({ cells }) =>
      Object.fromEntries(
        cells.map((cell, at) => [tableHeader?.cells[at]?.value ?? `value ${at + 1}`, cell.value]),
      ),
    ),
  );
  const example = examples.flatMap((each) => wordsOf(each.tags));
  return {
    ...foundTest({ file, line: location.line, suite: scope.suite, name: name || '(unnamed scenario)' }),
    many: examples.length > 0,
    tags: [...new Set([...scope.tags, ...wordsOf(tags), ...example])],
    description: description.trim().replace(/\s*\n\s*/g, '\n') || null,
    parameters: rows.slice(0, MOST_ROWS),
    ...stepsOf(scenario.steps, scope.background),
  };
}

function stepsOf(
  steps: readonly Step[],
  background: readonly string[],
): Pick<FoundTest, 'preconditions' | 'steps'> {
  const preconditions = [...background];
  const done: FoundTest['steps'] = [];
  let kind = 'Context';
  for (const step of steps) {
    const type = String(step.keywordType ?? 'Unknown');
    if (type !== 'Conjunction' && type !== 'Unknown') kind = type;
    const text = textOf(step);
    const last = done.at(-1);
    if (kind === 'Outcome' && last) last.expected = last.expected ? `${last.expected}\n${text}` : text;
    else if (kind === 'Context' && done.length === 0) preconditions.push(text);
    else done.push({ action: text });
  }
  return { preconditions, steps: done };
}

/** A step with the text or the table that hangs on it. */
function textOf({ text, docString, dataTable }: Step): string {
  const rows = dataTable?.rows.map(({ cells }) => `| ${cells.map(({ value }) => value).join(' | ')} |`) ?? [];
  return [text, ...(docString ? [docString.content] : []), ...rows].join('\n');
}

function wordsOf(tags: readonly Tag[]): string[] {
  return tags.map(({ name }) => name.replace(/^@/, ''));
}
