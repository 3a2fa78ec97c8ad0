import { maskSecrets } from '@qitops/escape';
import type { SiteLabel, TestResult } from '@qitops/model';
import type { Facts } from './facts.ts';
import { differences } from './run-details.ts';

/** Labels that a site keeps, and how often they may stand in it together. */
const LABELS = 300;
const TOGETHER = 200_000;

/** Tags and labels of the run that was just read, the most frequent ones first. */
export function labelColumns(facts: Facts, latest: readonly TestResult[]): SiteLabel[] {
  const labelled = latest.filter(({ tags, labels }) => tags?.length || labels?.length);
  if (labelled.length === 0) return [];
  const places = new Map(facts.history.tests.map(({ id }, index) => [id, index]));
  const found = new Map<string, SiteLabel>();
  for (const { id, tags = [], labels = [] } of labelled) {
    const place = places.get(id);
    if (place === undefined) continue;
    for (const { name, value } of [...tags.map((tag) => ({ name: 'tag', value: tag })), ...labels]) {
      const key = `${name}\0${value}`;
      const known = found.get(key);
      if (known) known.tests.push(place);
      else found.set(key, { name: maskSecrets(name), value: maskSecrets(value), tests: [place] });
    }
  }
  let left = TOGETHER;
  return [...found.values()]
    .sort((a, b) => b.tests.length - a.tests.length)
    .slice(0, LABELS)
    .filter(({ tests }) => {
      left -= tests.length;
      return left >= 0;
    })
    .map((label) => ({ ...label, tests: differences([...new Set(label.tests)].sort((a, b) => a - b)) }));
}
