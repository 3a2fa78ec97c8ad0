import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embedJson } from '@qitops/escape';
import type { SiteManifest, SiteOverview, SitePortable, TestResult } from '@qitops/model';
import { cut } from './cut.ts';
import { shortId } from './facts.ts';
import { fill, TEMPLATE } from './shell.ts';

const DATA_MARK = '<!--qitops:data-->';
const TRACES = 100;
const TRACE_CHARS = 4_000;

/** The overview and the failures' traces, for one file that opens by double click. */
export function portableData(
  manifest: Pick<SiteManifest, 'title' | 'generatedAt' | 'repositoryUrl' | 'look'>,
  overview: SiteOverview,
  latest: readonly TestResult[],
): SitePortable {
  const { title, generatedAt, repositoryUrl } = manifest;
  const { accent, links } = manifest.look;
  const byId = new Map(latest.map((test) => [shortId(test), test]));
  const failing = [
    ...overview.newFailures.items,
    ...overview.failingBaseUnknown.items,
    ...overview.stillFailing.items,
    ...overview.flakyFailures.items,
  ];
  return {
    title,
    generatedAt,
    repositoryUrl,
    look: { accent, links },
    overview,
    failures: failing.slice(0, TRACES).map((line) => {
      const result = byId.get(line.id);
      return { ...line, trace: cut(result?.trace ?? result?.message, TRACE_CHARS) };
    }),
  };
}

/** `report.html`: the template with the data in it. */
export async function portablePage(shell: string, data: SitePortable, noscript: string): Promise<string> {
  const template = await readFile(join(shell, TEMPLATE), 'utf8');
  return fill(template, data.title, noscript).replace(DATA_MARK, () => embedJson(data));
}
