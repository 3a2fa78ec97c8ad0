import { escapeMarkdown, inlineCode } from '@qitops/escape';
import type { FlakyDocument, FlakyTest, KeptIssue } from '@qitops/model';
import { issueTitle } from './issue-title.ts';

/** Tests of a cluster that are listed. */
const SHOWN = 30;

/** An issue for each flaky test, one for all of a cluster; those of tests that are mended are to be closed. */
export function flakyIssues(document: FlakyDocument): KeptIssue[] {
  const groups = new Map<string, FlakyTest[]>();
  for (const test of document.tests) {
    if (!['flaky', 'quarantined', 'fixed'].includes(test.state)) continue;
    const key = test.cluster ?? test.id;
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].map((tests) => issueOf(tests, document));
}

function issueOf(tests: readonly FlakyTest[], { quarantine }: FlakyDocument): KeptIssue {
  const flaky = tests.filter(({ state }) => state !== 'fixed');
  const shown = (flaky.length > 0 ? flaky : tests).slice(0, SHOWN);
  const [first] = shown as [FlakyTest, ...FlakyTest[]];
  const owner = shown.find((test) => test.owner)?.owner;
  const until = quarantine?.active.find(({ id }) => shown.some((test) => test.id === id))?.expires;
  const more = tests.length > 1 ? ` and ${tests.length - 1} that fail together with it` : '';
  const lines = [
    flaky.length > 0
      ? `${tests.length > 1 ? 'These tests fail' : 'This test fails'} by chance:`
      : 'No failure by chance for long enough to call it mended:',
    ...shown.map(testText),
    shown.length < flaky.length ? `- and ${flaky.length - shown.length} more` : '',
    // a mention would ring somebody's bell with every update
    owner
      ? `Owner: ${inlineCode(owner)}`
      : 'Nobody owns the file: an entry in CODEOWNERS names who is asked.',
    until ? `Quarantined until ${until.slice(0, 10)}: until then a failure does not fail the gate.` : '',
  ];
  return {
    markers: tests.map(({ id }) => `<!-- qitops-flaky:${id.slice(0, 16)} -->`),
    title: issueTitle([...first.suite, first.name].join(' › '), 'Flaky test: ', more),
    body: `${lines.filter(Boolean).join('\n\n')}\n`,
    open: flaky.length > 0,
  };
}

function testText({ suite, name, file, interval, evidence }: FlakyTest): string {
  const place = file === null ? '' : ` in ${inlineCode(file)}`;
  const [low, high] = interval.map((rate) => `${(rate * 100).toFixed(1)} %`);
  const facts = evidence.map(({ text, ref }) => {
    const at =
      ref && 'path' in ref ? ` (${inlineCode(ref.line ? `${ref.path}:${ref.line}` : ref.path)})` : '';
    return `  - ${escapeMarkdown(text)}${at}`;
  });
  return [
    `- ${inlineCode([...suite, name].join(' › '))}${place}: fails ${low} to ${high} of the time`,
    ...facts,
  ].join('\n');
}
