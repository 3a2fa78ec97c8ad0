import { nearestName, UserError } from '@qitops/model';

/** What of a case a column can hold. */
export const CSV_FIELDS = [
  'id',
  'title',
  'section',
  'type',
  'priority',
  'owner',
  'preconditions',
  'step',
  'data',
  'expected',
  'tags',
  'references',
  'description',
] as const;
export type CsvField = (typeof CSV_FIELDS)[number];

/** Names of columns in exports of TestRail, Zephyr, Xray and their like, without case and marks. */
const NAMES: Readonly<Record<CsvField, readonly string[]>> = {
  id: ['id', 'case id', 'test case id', 'tcid', 'key', 'issue key', 'issue id', 'external id', 'test id'],
  title: ['title', 'name', 'summary', 'test summary', 'test case', 'test case name', 'test name', 'case'],
  section: [
    'section hierarchy',
    'section',
    'folder',
    'test repository path',
    'suite',
    'test suite',
    'component',
    'module',
    'feature',
  ],
  type: ['type', 'test type', 'case type', 'category'],
  priority: ['priority', 'severity', 'importance'],
  owner: ['owner', 'assigned to', 'assignee', 'author'],
  preconditions: [
    'preconditions',
    'precondition',
    'pre conditions',
    'pre condition',
    'prerequisites',
    'setup',
  ],
  step: [
    'steps step',
    'test script step by step step',
    'step',
    'steps',
    'action',
    'test step',
    'test steps',
    'step description',
    'step action',
    'test script plain text',
    'manual test steps',
  ],
  data: ['data', 'test data', 'steps test data', 'test script step by step test data', 'step data'],
  expected: [
    'steps expected result',
    'test script step by step expected result',
    'expected result',
    'expected results',
    'expected',
    'result',
    'step expected result',
  ],
  tags: ['tags', 'labels', 'label', 'keywords'],
  references: [
    'references',
    'refs',
    'requirements',
    'requirement',
    'coverage issues',
    'issues',
    'links',
    'user story',
  ],
  description: ['description', 'objective', 'goal'],
};

/**
 * Which column holds what. Columns are known by their names; `overrides` (`title=Case name`) says it for others, and a
 * field with no column name after it is left out.
 * @throws UserError for a field or a column that is not there, and without a title.
 */
export function columnsOf(
  headings: readonly string[],
  overrides: readonly string[],
  where: string,
): Map<CsvField, number> {
  const columns = new Map<CsvField, number>();
  const plain = headings.map(plainName);
  for (const field of CSV_FIELDS) {
    const name = NAMES[field].find((each) => plain.includes(each));
    if (name !== undefined) columns.set(field, plain.indexOf(name));
  }
  for (const override of overrides) {
    const [field = '', heading = ''] = override.split(/=(.*)/s).map((part) => part.trim());
    if (!(CSV_FIELDS as readonly string[]).includes(field))
      throw new UserError({
        what: `"${field}" is no field of a case`,
        where: `--map ${override}`,
        remedy: `write one of ${CSV_FIELDS.join(', ')}`,
      });
    const at = headings.findIndex(
      (each) => each.trim() === heading || plainName(each) === plainName(heading),
    );
    if (heading === '') columns.delete(field as CsvField);
    else if (at >= 0) columns.set(field as CsvField, at);
    else {
      const nearest = nearestName(heading, headings);
      throw new UserError({
        what: `there is no column "${heading}"`,
        where,
        remedy: nearest ? `did you mean "${nearest}"?` : `the columns are ${headings.join(', ')}`,
      });
    }
  }
  if (!columns.has('title'))
    throw new UserError({
      what: `no column is known to hold the title; the columns are ${headings.join(', ')}`,
      where,
      remedy: 'say which one does: --map "title=<column>"',
    });
  return columns;
}

function plainName(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
