import * as core from '@actions/core';
import { escapeLogLine } from '@qitops/escape';
import type { Finding } from '@qitops/model';

/** What GitHub takes as the summary of one step, in UTF-8 bytes; a byte more and it shows none of it. */
export const SUMMARY_LIMIT = 1024 * 1024;

/** Annotations of each level that GitHub shows for one step. */
const ANNOTATIONS_A_LEVEL = 10;

const LEVELS = { error: core.error, warning: core.warning, notice: core.notice };

/** Cuts Markdown to `limit` UTF-8 bytes at the end of a line and says that it did. */
export function fitSummary(markdown: string, limit = SUMMARY_LIMIT): string {
  if (Buffer.byteLength(markdown) <= limit) return markdown;
  const note =
    '\n\n_Cut here: a job summary holds 1 MiB. The whole is in the document that the output `json` names._\n';
  const room = limit - Buffer.byteLength(note);
  const cut = Buffer.from(markdown).subarray(0, room).toString('utf8');
  return `${cut.slice(0, cut.lastIndexOf('\n') + 1)}${note}`;
}

/** Appends to the job summary; outside a runner that has none it does nothing. */
export async function writeSummary(markdown: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) {
    core.info('This runner has no job summary: nothing is written to it.');
    return;
  }
  await core.summary.addRaw(fitSummary(markdown), true).write();
}

/** Findings as annotations: worst first, then by place; at most ten a level, as GitHub shows no more. */
export function annotate(findings: readonly Finding[]): void {
  for (const [level, write] of Object.entries(LEVELS)) {
    const sorted = findings.filter((finding) => finding.level === level).sort(byPlace);
    for (const finding of sorted.slice(0, ANNOTATIONS_A_LEVEL)) {
      const place = finding.path === null ? {} : { file: finding.path, startLine: finding.line ?? 1 };
      write(finding.message, { title: finding.title, ...place });
    }
    const rest = sorted.length - ANNOTATIONS_A_LEVEL;
    if (rest > 0) core.info(`${rest} more of level ${level} stand in the summary.`);
  }
}

function byPlace(a: Finding, b: Finding): number {
  return compare(a.path ?? '', b.path ?? '') || (a.line ?? 0) - (b.line ?? 0) || compare(a.title, b.title);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The log of an action. Lines may hold text from outside: none of it acts as a workflow command. */
export interface ActionLog {
  info(line: string): void;
  warn(line: string): void;
  /** Runs `body` inside a foldable group of the log. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
}

export const actionLog: ActionLog = {
  info: (line) => core.info(escapeLogLine(line)),
  warn: (line) => core.warning(line),
  group: (title, body) => core.group(escapeLogLine(title), body),
};
