import * as core from '@actions/core';
import { escapeLogLine } from '@qitops/escape';
import type { Finding } from '@qitops/model';

/** What GitHub takes as the summary of one step, in UTF-8 bytes; a byte more and it shows none of it. */
export const SUMMARY_LIMIT = 1024 * 1024;

/** Annotations of one step, so that they stay readable; GitHub itself shows ten of a level. */
const ANNOTATIONS = 7;

const LEVELS = { error: core.error, warning: core.warning, notice: core.notice };

/**
 * Cuts Markdown to `limit` UTF-8 bytes at the end of a line that ends no table, list or fold in the middle, and says
 * that it did.
 */
export function fitSummary(markdown: string, limit = SUMMARY_LIMIT): string {
  if (Buffer.byteLength(markdown) <= limit) return markdown;
  const note =
    '\n\n_Cut here: a job summary holds 1 MiB. The whole is in the document that the output `json` names._\n';
  return `${wholeLines(markdown, limit - Buffer.byteLength(note))}${note}`;
}

/** The longest beginning of whole lines within `room` bytes that leaves no fence and no fold open. */
function wholeLines(markdown: string, room: number): string {
  let fence = '';
  let folds = 0;
  let size = 0;
  let end = 0;
  let at = 0;
  for (const line of markdown.split('\n')) {
    size += Buffer.byteLength(line) + 1;
    if (size > room) break;
    at += line.length + 1;
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === '' && mark) fence = mark;
    else if (fence !== '' && mark && mark.length >= fence.length && line.trim() === mark) fence = '';
    else if (fence === '') folds += count(line, '<details') - count(line, '</details');
    if (fence === '' && folds === 0) end = at;
  }
  return markdown.slice(0, end);
}

function count(line: string, tag: string): number {
  return line.split(tag).length - 1;
}

/** Appends to the job summary; outside a runner that has none it does nothing. */
export async function writeSummary(markdown: string): Promise<void> {
  if (!process.env.GITHUB_STEP_SUMMARY) {
    core.info('This runner has no job summary: nothing is written to it.');
    return;
  }
  await core.summary.addRaw(fitSummary(markdown), true).write();
}

/**
 * Findings as annotations, worst level first and otherwise in their order, as many as a step should have.
 * @returns how many stand in the summary alone.
 */
export function annotate(findings: readonly Finding[], limit = ANNOTATIONS): number {
  const ordered = Object.keys(LEVELS).flatMap((level) =>
    findings.filter((finding) => finding.level === level),
  );
  for (const { level, path, line, title, message } of ordered.slice(0, limit)) {
    const place = path === null ? {} : { file: path, startLine: line ?? 1 };
    LEVELS[level](escapeLogLine(message), { title: escapeLogLine(title), ...place });
  }
  return Math.max(0, ordered.length - limit);
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
  warn: (line) => core.warning(escapeLogLine(line)),
  group: (title, body) => core.group(escapeLogLine(title), body),
};
