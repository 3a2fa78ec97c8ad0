import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { escapeHtml } from '@qitops/escape';
import { type SiteOverview, type SiteTestLine, UserError } from '@qitops/model';

const NOSCRIPT_MARK = '<!--qitops:noscript-->';
const TITLE_MARK = '<!--qitops:title-->';
export const TEMPLATE = 'report.template.html';
/** Folders that a report owns and that are emptied before a new one is written. */
const OWNED = ['a', 'attachments', 'badge', 'data'];

/** Copies the prebuilt pages, all or those that `takes` says by their path, and fills their marks. Returns the pages written. Throws a UserError without a shell. */
export async function copyShell(
  shell: string,
  out: string,
  title: string,
  noscript: string,
  takes: (name: string) => boolean = () => true,
): Promise<{ pages: number; files: number; bytes: number }> {
  if (!(await stat(join(shell, 'index.html')).catch(() => null))) {
    throw new UserError({
      what: 'the built pages of the report are missing',
      where: shell,
      remedy: 'build them with `npm run -s build` (in a published version they ship with it)',
    });
  }
  await emptyOwned(out);
  const written = { pages: 0, files: 0, bytes: 0 };
  const names = await readdir(shell, { recursive: true, withFileTypes: true });
  for (const entry of names) {
    if (!entry.isFile() || entry.name === TEMPLATE) continue;
    const from = join(entry.parentPath, entry.name);
    const name = from.slice(shell.length + 1);
    if (!takes(name)) continue;
    const to = join(out, name);
    await mkdir(dirname(to), { recursive: true });
    written.files += 1;
    if (!entry.name.endsWith('.html')) {
      await copyFile(from, to);
      written.bytes += (await stat(to)).size;
      continue;
    }
    const html = fill(await readFile(from, 'utf8'), title, noscript);
    await writeFile(to, html);
    written.pages += 1;
    written.bytes += Buffer.byteLength(html);
  }
  return written;
}

/** Removes what an earlier report left, and nothing that is not a report's. */
async function emptyOwned(out: string): Promise<void> {
  if (!(await stat(join(out, 'data', 'manifest.json')).catch(() => null))) return;
  for (const folder of OWNED) await rm(join(out, folder), { recursive: true, force: true });
}

/** Puts text into the marks; `noscript` is HTML that was escaped, `title` is text. */
export function fill(html: string, title: string, noscript: string): string {
  return html.replaceAll(TITLE_MARK, () => escapeHtml(title)).replaceAll(NOSCRIPT_MARK, () => noscript);
}

/** The verdict for readers without JavaScript: escaped text, no style, no script. */
export function noscriptBlock(title: string, overview: SiteOverview, generatedAt: string): string {
  const { verdict, newFailures, failingBaseUnknown, stillFailing, flakyFailures, fixed } = overview;
  const lists = [
    listOf('New failures', newFailures),
    listOf('Failing, nothing earlier to compare with', failingBaseUnknown),
    listOf('Still failing', stillFailing),
    listOf('Known flaky tests that failed', flakyFailures),
    listOf('Fixed', fixed),
  ];
  return [
    `<p>${escapeHtml(title)}</p>`,
    `<h1>${escapeHtml(`${verdict.status}: ${verdict.sentence}`)}</h1>`,
    `<p>${escapeHtml(verdict.basis)}. Report of ${escapeHtml(generatedAt)}.</p>`,
    ...lists,
    '<p>The pages of this report need JavaScript; <a href="report.html">report.html</a>, <a href="summary.json">summary.json</a> and <a href="feed.atom">feed.atom</a> hold the same verdict.</p>',
  ].join('');
}

function listOf(heading: string, list: { total: number; items: SiteTestLine[] }): string {
  if (list.total === 0) return '';
  const items = list.items.slice(0, 20).map((test) => {
    const where = test.file ? ` (${test.file})` : '';
    const message = test.message ? `: ${test.message}` : '';
    return `<li>${escapeHtml([...test.suite, test.name].join(' › ') + where + message)}</li>`;
  });
  const more = list.total > items.length ? `<li>and ${list.total - items.length} more</li>` : '';
  return `<h2>${escapeHtml(heading)} (${list.total})</h2><ul>${items.join('')}${more}</ul>`;
}
