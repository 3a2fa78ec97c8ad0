import { escapeTerminal } from '@qitops/escape';
import type { OrgDocument } from '@qitops/model';

/** The index in lines: a repository a line, what could not be read, and where it was written. */
export function orgText({ repositories, unreadable, visibility, files }: OrgDocument, out: string): string {
  return escapeTerminal(
    [
      ...repositories.map(
        ({ repository, summary }) => `${summary.verdict.padEnd(7)} ${repository}: ${summary.sentence}`,
      ),
      ...unreadable.map(({ repository, reason }) => `unknown ${repository}: ${reason}`),
      `${files} files in ${out}; to be seen by those who may see what is ${visibility}`,
    ].join('\n'),
  );
}
