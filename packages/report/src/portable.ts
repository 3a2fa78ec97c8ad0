import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { embedJson } from '@qitops/escape';
import {
  isFailure,
  type SiteAttempt,
  type SiteManifest,
  type SiteOverview,
  type SitePortable,
  type SitePortableDetails,
  type TestResult,
} from '@qitops/model';
import { cut } from './cut.ts';
import { shortId } from './facts.ts';
import { fill, TEMPLATE } from './shell.ts';

const DATA_MARK = '<!--qitops:data-->';
const TRACES = 100;
const TRACE_CHARS = 4_000;
/** Characters of steps, outputs and texts together: the file is sent on by mail. */
const DETAIL_CHARS = 300_000;

/** The overview and the failures' traces, for one file that opens by double click. */
export function portableData(
  manifest: Pick<SiteManifest, 'title' | 'generatedAt' | 'repositoryUrl' | 'look'>,
  overview: SiteOverview,
  latest: readonly TestResult[],
  attempts: ReadonlyMap<string, readonly Partial<SiteAttempt>[]> = new Map(),
): SitePortable {
  let room = DETAIL_CHARS;
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
      const trace = cut(result?.trace ?? result?.message, TRACE_CHARS);
      const details = result ? detailsOf(result, attempts.get(result.id) ?? []) : {};
      const size = JSON.stringify(details).length;
      if (size <= 2 || size > room) return { ...line, trace };
      room -= size;
      return { ...line, trace, details };
    }),
  };
}

/** Of the last attempt that failed; pictures stay in the site. */
function detailsOf(
  { attempts, status }: TestResult,
  details: readonly Partial<SiteAttempt>[],
): SitePortableDetails {
  const failed = [...attempts.map((attempt) => attempt.status), status].findLastIndex(isFailure);
  const { steps, stdout, stderr, attachments = [] } = details[failed] ?? {};
  const texts = attachments.filter(({ text }) => text !== undefined);
  return {
    ...(steps ? { steps } : {}),
    ...(stdout ? { stdout } : {}),
    ...(stderr ? { stderr } : {}),
    ...(texts.length > 0 ? { attachments: texts } : {}),
  };
}

/** `report.html`: the template with the data in it. */
export async function portablePage(shell: string, data: SitePortable, noscript: string): Promise<string> {
  const template = await readFile(join(shell, TEMPLATE), 'utf8');
  return fill(template, data.title, noscript).replace(DATA_MARK, () => embedJson(data));
}
