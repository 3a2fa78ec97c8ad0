import type { WantedFile } from './limits.ts';

/** A patch that `git apply` takes and that adds the files; one that is there already makes it fail, not overwrite. */
export function patchOf(files: readonly WantedFile[]): string {
  return files.map(added).join('');
}

function added({ path, content }: WantedFile): string {
  const ends = content.endsWith('\n');
  const lines = (ends ? content.slice(0, -1) : content).split('\n');
  return [
    `diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ ${quoted(`b/${path}`)}`,
    `@@ -0,0 +1${lines.length === 1 ? '' : `,${lines.length}`} @@`,
    ...lines.map((line) => `+${line}`),
    ...(ends ? [] : ['\\ No newline at end of file']),
    '',
  ].join('\n');
}

/** A path as git writes it: in quotes, byte for byte, where it is not plain. */
function quoted(path: string): string {
  if (/^[\w./@+-]+$/.test(path)) return path;
  const bytes = [...Buffer.from(path)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${bytes.join('')}"`;
}
