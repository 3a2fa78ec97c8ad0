import type { Git } from './git.ts';

export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
}

export interface FileDiff {
  /** Path at the head; for a deleted file its path at the base. */
  path: string;
  oldPath: string | null;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'typechange';
  submodule: boolean;
  binary: boolean;
  /** Hunks without context, in order. */
  hunks: Hunk[];
}

const STATUS: Record<string, FileDiff['status']> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'typechange',
};

/**
 * What changed between two commits, from git itself: renames found, no context lines, no external drivers, and
 * never the work tree.
 */
export async function diffCommits(git: Git, base: string, head: string): Promise<FileDiff[]> {
  const common = ['-M', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none', base, head, '--'];
  const [raw, patch] = await Promise.all([
    git.bytes(['diff', '--raw', '-z', '--abbrev=40', ...common]),
    git.bytes([
      'diff',
      '-U0',
      '--inter-hunk-context=0',
      '--src-prefix=a/',
      '--dst-prefix=b/',
      '--submodule=short',
      ...common,
    ]),
  ]);
  const files = parseRaw(raw.toString('utf8'));
  addHunks(files, patch);
  return files;
}

/** Line numbers at the head that the diff added, ascending. */
export function addedLines(file: FileDiff): number[] {
  const lines: number[] = [];
  for (const hunk of file.hunks) {
    for (let i = 0; i < hunk.newLines; i++) lines.push(hunk.newStart + i);
  }
  return lines;
}

/** Count of lines of the base that the diff deleted. */
export function deletedLines(file: FileDiff): number {
  return file.hunks.reduce((sum, hunk) => sum + hunk.oldLines, 0);
}

/** Parses `git diff --raw -z`. */
export function parseRaw(text: string): FileDiff[] {
  const fields = text.split('\0');
  const files: FileDiff[] = [];
  for (let i = 0; i < fields.length; ) {
    const header = fields[i++];
    if (!header?.startsWith(':')) continue;
    const [oldMode, newMode, , , code] = header.slice(1).split(' ');
    const status = STATUS[code![0]!] ?? 'modified';
    const first = fields[i++]!;
    const moved = status === 'renamed' || status === 'copied';
    const path = moved ? fields[i++]! : first;
    files.push({
      path,
      oldPath: status === 'added' ? null : first,
      status,
      submodule: oldMode === '160000' || newMode === '160000',
      binary: false,
      hunks: [],
    });
  }
  return files;
}

const NEWLINE = 10;

/** Reads the hunks of a patch into `files`. Inside a hunk lines are counted, never searched for headers. */
export function addHunks(files: readonly FileDiff[], patch: Buffer): void {
  const byPath = new Map(files.map((file) => [file.path, file]));
  let oldPath: string | null = null;
  let current: FileDiff | undefined;
  let at = 0;
  let skip = 0;
  while (at < patch.length) {
    const end = patch.indexOf(NEWLINE, at);
    const stop = end < 0 ? patch.length : end;
    const first = patch[at];
    if (skip > 0 && first !== 0x5c /* \ No newline at end of file */) {
      skip -= 1;
    } else if (first === 0x40 /* @ */) {
      const hunk = parseHunkHeader(patch.toString('latin1', at, stop));
      if (hunk) {
        skip = hunk.oldLines + hunk.newLines;
        current?.hunks.push(hunk);
      }
    } else if (first === 0x2d /* - */) {
      oldPath = headerPath(patch.toString('utf8', at + 4, stop));
    } else if (first === 0x2b /* + */) {
      const path = headerPath(patch.toString('utf8', at + 4, stop)) ?? oldPath;
      current = path === null ? undefined : byPath.get(path);
    } else if (first === 0x64 /* diff --git */) {
      oldPath = null;
      current = undefined;
    }
    at = stop + 1;
  }
}

function parseHunkHeader(line: string): Hunk | null {
  const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
  if (!match) return null;
  const count = (text: string | undefined): number => (text === undefined ? 1 : Number(text));
  return {
    oldStart: Number(match[1]),
    oldLines: count(match[2]),
    newStart: Number(match[3]),
    newLines: count(match[4]),
  };
}

/** The path of a `---` or `+++` line without its prefix; null for /dev/null. */
function headerPath(text: string): string | null {
  const path = unquote(text.replace(/\r$/, '').replace(/\t$/, ''));
  return path === '/dev/null' ? null : path.slice(2);
}

const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Undoes git's C-style quoting of a path. */
export function unquote(text: string): string {
  if (!(text.startsWith('"') && text.endsWith('"'))) return text;
  const bytes: number[] = [];
  const inner = Buffer.from(text.slice(1, -1), 'utf8');
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] !== 0x5c) {
      bytes.push(inner[i]!);
      continue;
    }
    const next = String.fromCharCode(inner[i + 1]!);
    if (/[0-7]/.test(next)) {
      bytes.push(Number.parseInt(inner.toString('latin1', i + 1, i + 4), 8));
      i += 3;
    } else {
      bytes.push(ESCAPES[next] ?? inner[i + 1]!);
      i += 1;
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

/**
 * Maps a line of the diff's base to its head. Null when the line was changed or deleted. Hunks must be those of
 * the line's file, in order.
 */
export function mapLine(hunks: readonly Hunk[], line: number): number | null {
  let shift = 0;
  for (const hunk of hunks) {
    // with no old lines the hunk stands after line oldStart
    const start = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    if (line < start) break;
    if (line < start + hunk.oldLines) return null;
    shift += hunk.newLines - hunk.oldLines;
  }
  return line + shift;
}
