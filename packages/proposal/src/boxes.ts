import { outsideCode } from './outside-code.ts';

/** What people ticked in a comment. */
export interface Ticks {
  /** Ids of the suggestions whose box is ticked. */
  ids: Set<string>;
  /** Whether the box that acts is ticked. */
  apply: boolean;
  /** Digest of the offers that the comment shows; null = it shows none. */
  digest: string | null;
}

const BOX = /^ {0,3}[-*] \[([ xX])\] <!-- qitops:(box ([0-9a-f]{16})|apply) -->/;
const SHOWN = /^<!-- qitops:shown ([0-9a-f]{32}) -->$/;

/** The box of a suggestion: it only selects. `words` is Markdown. */
export function boxLine(id: string, ticked: boolean, words: string): string {
  return `- [${ticked ? 'x' : ' '}] <!-- qitops:box ${id} --> ${words}`;
}

/** The one box that acts. */
export function applyLine(words: string): string {
  return `- [ ] <!-- qitops:apply --> ${words}`;
}

/** The line that says what a comment offers. */
export function shownLine(digest: string): string {
  return `<!-- qitops:shown ${digest} -->`;
}

/** Reads the boxes of a comment; what stands in code, as a test's own text does, is no box. */
export function readTicks(comment: string): Ticks {
  const ticks: Ticks = { ids: new Set(), apply: false, digest: null };
  for (const { text } of outsideCode(comment)) {
    const [, mark, kind, id] = BOX.exec(text) ?? [];
    if (mark !== undefined && mark !== ' ') {
      if (kind === 'apply') ticks.apply = true;
      else if (id) ticks.ids.add(id);
    }
    ticks.digest ??= SHOWN.exec(text)?.[1] ?? null;
  }
  return ticks;
}

/** A comment without its ticks: two that differ in nothing else are equal. */
export function unticked(comment: string): string {
  return comment
    .split(/\r?\n/)
    .map((line) => line.replace(/^( {0,3}[-*] \[)[ xX](\] <!-- qitops:(?:box|apply))/, '$1 $2'))
    .join('\n');
}

/** A comment whose box that acts is not ticked, so that the next tick is a new one. */
export function withoutApply(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^( {0,3}[-*] \[)[xX](\] <!-- qitops:apply)/, '$1 $2'))
    .join('\n');
}
