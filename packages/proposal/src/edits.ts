import { EditedTest, type ThreadComment } from '@qitops/model';
import { outsideCode } from './outside-code.ts';

const MARK = /^<!-- qitops:edited ([0-9a-f]{40,64}) ([\w-]+) -->$/;

/** The line by which our answer to an edit keeps it for the run that proves it. */
export function editedLine(head: string, edited: EditedTest): string {
  return `<!-- qitops:edited ${head} ${Buffer.from(JSON.stringify(edited)).toString('base64url')} -->`;
}

/** Edits that were taken for a head, the newest of each suggestion. Only what a bot wrote is one. */
export function readEdits(comments: readonly ThreadComment[], head: string): EditedTest[] {
  const found = new Map<string, EditedTest>();
  for (const { bot, body } of comments) {
    if (!bot) continue;
    for (const { text } of outsideCode(body)) {
      const [, at, data] = MARK.exec(text) ?? [];
      const edited = at === head && data ? read(data) : null;
      if (edited) found.set(edited.replaces, edited);
    }
  }
  return [...found.values()];
}

function read(data: string): EditedTest | null {
  try {
    return EditedTest.safeParse(JSON.parse(Buffer.from(data, 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null; // not what we wrote
  }
}
