/** A page of the report. One line here, one `.astro` file and one client module make a page. */
export interface PageEntry {
  id: string;
  /** Name in the navigation; null = reached by links only. */
  nav: string | null;
  heading: string;
}

/**
 * The page registry, in the navigation's order. An entry shows only when the manifest lists its id, that is,
 * when its data exist.
 */
export const PAGES: readonly PageEntry[] = [
  { id: 'index', nav: 'Overview', heading: 'Overview' },
  { id: 'runs', nav: 'Runs', heading: 'Runs' },
  { id: 'run', nav: null, heading: 'Run' },
  { id: 'tests', nav: 'Tests', heading: 'Tests' },
  { id: 'test', nav: null, heading: 'Test' },
  { id: 'flaky', nav: 'Flaky', heading: 'Flaky tests' },
  { id: 'slow', nav: 'Slow', heading: 'Slow tests' },
  { id: 'coverage', nav: 'Coverage', heading: 'Coverage' },
  { id: 'file', nav: null, heading: 'Source file' },
  { id: 'cases', nav: 'Cases', heading: 'Test cases' },
  { id: 'case', nav: null, heading: 'Test case' },
  { id: 'case-edit', nav: null, heading: 'Write a test case' },
  { id: 'prs', nav: 'Pull requests', heading: 'Pull requests' },
  { id: 'pr', nav: null, heading: 'Pull request' },
  { id: 'suggestions', nav: 'Suggestions', heading: 'Suggested tests' },
  { id: 'workflow', nav: null, heading: 'Write the workflow' },
  { id: 'org', nav: 'Repositories', heading: 'Repositories' },
  { id: 'about', nav: 'About', heading: 'About this report' },
];

/** Which entry of the navigation a page belongs to. */
export const PARENT: Readonly<Record<string, string>> = {
  run: 'runs',
  test: 'tests',
  file: 'coverage',
  case: 'cases',
  'case-edit': 'cases',
  pr: 'prs',
  workflow: 'about',
};

export function pageOf(id: string): PageEntry {
  const page = PAGES.find((entry) => entry.id === id);
  if (!page) throw new Error(`no page ${id} in the registry`);
  return page;
}
