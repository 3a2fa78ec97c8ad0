/** First line of the files that init wrote: such a file may be written again. */
export const MARKER = '# Written by `qitops init`.';

export function isWrittenByInit(text: string): boolean {
  return text.includes(MARKER);
}
