import type { ReportInput } from '@qitops/report';
import { PAYLOADS } from '../surfaces/payloads.ts';
import { poison } from '../surfaces/poison.ts';
import { sampleInput } from './sample-input.ts';

export { PAYLOADS };

/** The sample with a payload in every text that comes from outside; ids, statuses and numbers stay. */
export function hostileInput(out: string): ReportInput {
  const input = sampleInput(out, 30);
  let next = 0;
  const payload = () => PAYLOADS[next++ % PAYLOADS.length]!;
  const {
    readSource: _,
    readTested: _tested,
    readAttachment,
    ownersOf: _owners,
    history,
    coverage,
    ...rest
  } = input;
  const poisoned = poison(structuredClone({ ...rest, coverage: null }), payload, '') as typeof rest;
  return {
    ...poisoned,
    cases: poisoned.cases && {
      ...poisoned.cases,
      // the schema lets no such id through; the pages do not rely on that
      cases: poisoned.cases.cases.map((one, at) => ({ ...one, id: PAYLOADS[at * 29]! })),
    },
    repositoryUrl: 'https://github.com/example/shop"><script>window.__ran=1</script>',
    latest: poisoned.latest && {
      ...poisoned.latest,
      tests: poisoned.latest.tests.map((test) => ({
        ...test,
        trace: test.trace && `${test.trace}\n at ${test.file}:3:1`,
        attachments: test.attachments?.map(({ path }, at) => ({
          name: payload(),
          contentType: at === 3 ? 'text/markdown' : payload(),
          path: ['shot.png', null, `${payload()}/trace.zip`, 'notes.md'][at] ?? path,
          ...(at === 1 ? { text: PAYLOADS.join('\n') } : {}),
        })),
      })),
    },
    readAttachment: async (path) =>
      path === 'notes.md' ? Buffer.from(PAYLOADS.join('\n')) : ((await readAttachment?.(path)) ?? null),
    ownersOf: () => [payload(), payload()],
    look: {
      accent: PAYLOADS[3]!,
      logo: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.__ran=1"/>'),
      links: PAYLOADS.flatMap((title) => [
        { title, url: title },
        { title, url: `https://github.com/example/${encodeURIComponent(title)}` },
      ]),
    },
    readTested: async () => PAYLOADS.join('\n'),
    history: {
      ...history,
      tests: history.tests.map((test) => ({
        ...test,
        name: payload(),
        suite: [payload(), payload()],
        file: payload(),
      })),
      runs: history.runs.map((run) => ({
        ...run,
        info: {
          ...run.info,
          sha: payload(),
          runId: payload(),
          job: payload(),
          cell: payload(),
          event: payload(),
        },
        messages: new Map([...run.messages.keys()].map((test) => [test, payload()])),
      })),
      skipped: PAYLOADS.slice(0, 40).map((key) => ({ key, reason: payload() })),
    },
    coverage: coverage && {
      sha: payload(),
      files: new Map(
        [...coverage.files.values()].map((file, index) => [
          PAYLOADS[index * 37]!,
          { ...file, path: PAYLOADS[index * 37]! },
        ]),
      ),
    },
    readSource: async () => PAYLOADS.join('\n'),
  };
}
