import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { escapeHtml, safeLink } from '@qitops/escape';
import {
  SITE_SCHEMA_VERSION,
  type SiteOrg,
  type SiteOrgManifest,
  type SiteOrgRow,
  type SiteSummary,
} from '@qitops/model';
import { DataFolder } from './data-folder.ts';
import { copyShell } from './shell.ts';
import { count } from './verdict-sentence.ts';

/** Everything the index of many repositories is made of. Text need not be escaped. */
export interface OrgInput extends SiteOrg {
  title: string;
  /** Folder of the built shell (`site/dist`). */
  shell: string;
  /** Folder to write to; made when absent. An index that is there already is replaced. */
  out: string;
  /** ISO 8601; now when absent. */
  generatedAt?: string | undefined;
}

/** Longest text of a summary that is shown; it comes from other repositories. */
const LONGEST = 300;
const BADNESS: Readonly<Record<SiteSummary['verdict'], number>> = { failed: 0, unknown: 1, passed: 2 };

/**
 * Writes the index to `input.out`: one page, the files it takes, and `org.json` for machines. Failing repositories come
 * first. Throws a UserError when the built pages are missing.
 */
export async function writeOrg(input: OrgInput): Promise<{ files: number; bytes: number }> {
  const out = resolve(input.out);
  const generatedAt = input.generatedAt ?? new Date().toISOString();
  const org: SiteOrg = {
    rows: input.rows
      .map(shownRow)
      .sort(
        (a, b) =>
          BADNESS[a.summary.verdict] - BADNESS[b.summary.verdict] || (a.repository < b.repository ? -1 : 1),
      ),
    unreadable: input.unreadable.map((one) => ({ ...one, reason: one.reason.slice(0, LONGEST) })),
    visibility: input.visibility,
  };
  const noscript = orgNoscript(org, generatedAt);
  const copied = await copyShell(resolve(input.shell), out, input.title, noscript, ofIndex);
  const page = await readFile(join(out, 'org.html'));
  const data = new DataFolder(out);
  const manifest: SiteOrgManifest = {
    schemaVersion: SITE_SCHEMA_VERSION,
    generatedAt,
    title: input.title,
    look: { accent: null, logo: null, links: [] },
    pages: ['org'],
    counts: { runs: sum(org.rows, 'runs'), tests: sum(org.rows, 'tests') },
    newestRunAt: newestOf(org.rows),
    files: { org: await data.file('org', org) },
  };
  await data.manifest(manifest);
  const json = `${JSON.stringify({ schemaVersion: SITE_SCHEMA_VERSION, generatedAt, ...org }, null, 2)}\n`;
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'index.html'), page);
  await writeFile(join(out, 'org.json'), json);
  await writeFile(join(out, '.nojekyll'), '');
  return {
    files: copied.files + data.files + 3,
    bytes: copied.bytes + data.bytes + page.length + Buffer.byteLength(json),
  };
}

/** Files of the shell that the index takes: its page, the assets, and what stands beside every page. */
function ofIndex(name: string): boolean {
  return name === 'org.html' || !name.endsWith('.html');
}

/** The row with texts of a bearable length and with links that lead to https alone. */
function shownRow({ repository, url, visibility, summary }: SiteOrgRow): SiteOrgRow {
  const link = (text: string | null | undefined): string | null => {
    const safe = text ? safeLink(text) : null;
    return safe?.startsWith('https://') ? safe : null;
  };
  return {
    repository: repository.slice(0, LONGEST),
    url: link(url)?.replace(/\/+$/, '') ?? null,
    visibility,
    summary: {
      ...summary,
      title: summary.title.slice(0, LONGEST),
      sentence: summary.sentence.slice(0, LONGEST),
      repositoryUrl: null, // the host's own word stands in `url`
      reportUrl: link(summary.reportUrl),
    },
  };
}

function sum(rows: readonly SiteOrgRow[], of: 'runs' | 'tests'): number {
  return rows.reduce((all, { summary }) => all + summary[of], 0);
}

function newestOf(rows: readonly SiteOrgRow[]): string | null {
  const times = rows.flatMap(({ summary: { startedAt } }) => (startedAt ? [startedAt] : []));
  return times.sort().at(-1) ?? null;
}

/** The index for readers without JavaScript: escaped text, no style, no script. */
function orgNoscript({ rows, unreadable }: SiteOrg, generatedAt: string): string {
  const items = rows.map(
    ({ repository, summary }) =>
      `<li>${escapeHtml(`${repository}: ${summary.verdict}: ${summary.sentence}`)}</li>`,
  );
  const lost = unreadable.map(
    ({ repository, reason }) => `<li>${escapeHtml(`${repository}: not known: ${reason}`)}</li>`,
  );
  return [
    `<h1>${escapeHtml(orgSentence({ rows, unreadable }))}</h1>`,
    `<p>Index of ${escapeHtml(generatedAt)}.</p>`,
    `<ul>${[...items, ...lost].join('')}</ul>`,
    '<p>Sorting needs JavaScript; <a href="org.json">org.json</a> holds the same figures.</p>',
  ].join('');
}

/** `2 of 12 repositories fail, 1 is not known`. */
export function orgSentence({ rows, unreadable }: Pick<SiteOrg, 'rows' | 'unreadable'>): string {
  const all = rows.length + unreadable.length;
  const failed = rows.filter(({ summary }) => summary.verdict === 'failed').length;
  const unknown = rows.filter(({ summary }) => summary.verdict === 'unknown').length + unreadable.length;
  const repositories = count(all, 'repository', 'repositories');
  const first =
    failed > 0
      ? `${failed} of ${repositories} ${failed === 1 ? 'fails' : 'fail'}`
      : `${repositories}, none is known to fail`;
  return unknown > 0 ? `${first}, ${unknown} ${unknown === 1 ? 'is' : 'are'} not known` : first;
}
