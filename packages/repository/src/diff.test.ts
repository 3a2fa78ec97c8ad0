import { afterAll, describe, expect, it } from 'vitest';
import { addedLines, diffCommits, mapLine, unquote } from './diff.ts';
import { Git } from './git.ts';
import { ScratchRepository } from './testing/scratch-repository.ts';

const made: ScratchRepository[] = [];
afterAll(() => {
  for (const repository of made) repository.dispose();
});

/** Diffs a commit with `before` against one with `after`; null deletes a file. */
async function diff(
  before: Record<string, string | Uint8Array>,
  after: Record<string, string | Uint8Array | null>,
) {
  const repository = new ScratchRepository();
  made.push(repository);
  const base = repository.commit('base', before);
  for (const [path, content] of Object.entries(after)) {
    if (content === null) repository.git('rm', '-q', path);
    else repository.write(path, content);
  }
  const head = repository.commit('head');
  const files = await diffCommits(new Git(repository.root), base, head);
  return new Map(files.map((file) => [file.path, file]));
}
const lines = (count: number, word = 'line') =>
  Array.from({ length: count }, (_, i) => `${word} ${i + 1}\n`).join('');

describe('diffCommits', () => {
  it('names the lines that were added, as they are numbered at the head', async () => {
    const files = await diff(
      { 'a.txt': lines(10) },
      { 'a.txt': `new\n${lines(10).replace('line 5', 'five')}` },
    );
    expect(addedLines(files.get('a.txt')!)).toEqual([1, 6]);
  });
  it('is not fooled by content that looks like a header', async () => {
    const files = await diff(
      { 'a.txt': 'x\n' },
      { 'a.txt': 'x\n++ b/other.txt\n-- a/other.txt\n@@ -1 +1 @@\ndiff --git a b\n' },
    );
    expect([...files.keys()]).toEqual(['a.txt']);
    expect(addedLines(files.get('a.txt')!)).toEqual([2, 3, 4, 5]);
  });
  it('follows a rename with an edit', async () => {
    const files = await diff(
      { 'old.txt': lines(30) },
      { 'old.txt': null, 'new.txt': lines(30).replace('line 7', 'seven') },
    );
    expect(files.get('new.txt')).toMatchObject({ status: 'renamed', oldPath: 'old.txt' });
    expect(addedLines(files.get('new.txt')!)).toEqual([7]);
  });
  it('reads paths with spaces, quotes, letters beyond ASCII and " b/" in them', async () => {
    const paths = ['café.py', 'sp ace.py', 'x b/q.py', 'tab\there.py', 'quo"te.py', '日本.py'];
    const files = await diff({ 'z.txt': '' }, Object.fromEntries(paths.map((path) => [path, 'a\nb\n'])));
    for (const path of paths) expect(addedLines(files.get(path)!)).toEqual([1, 2]);
  });
  it('counts a changed last line without a line break once', async () => {
    const files = await diff({ 'a.txt': 'a\nb' }, { 'a.txt': 'a\nc' });
    expect(addedLines(files.get('a.txt')!)).toEqual([2]);
  });
  it('keeps carriage returns out of line numbers', async () => {
    const files = await diff({ 'a.txt': 'a\r\nb\r\n' }, { 'a.txt': 'a\r\nB\r\nc\r\n' });
    expect(addedLines(files.get('a.txt')!)).toEqual([2, 3]);
  });
  it('adds no lines for a binary file, a deletion and a mode change', async () => {
    const files = await diff(
      { 'a.bin': new Uint8Array([0, 1, 2]), 'gone.txt': 'x\n' },
      { 'a.bin': new Uint8Array([0, 9, 9, 10, 10]), 'gone.txt': null },
    );
    expect(addedLines(files.get('a.bin')!)).toEqual([]);
    expect(files.get('gone.txt')).toMatchObject({ status: 'deleted' });
    expect(addedLines(files.get('gone.txt')!)).toEqual([]);
  });
  it('does not obey the user’s diff settings', async () => {
    const repository = new ScratchRepository();
    made.push(repository);
    repository.git('config', 'diff.noprefix', 'true');
    repository.git('config', 'diff.renames', 'false');
    repository.git('config', 'diff.external', 'false');
    const base = repository.commit('base', { 'old.txt': lines(30) });
    repository.git('mv', 'old.txt', 'new.txt');
    const head = repository.commit('head', { 'new.txt': `${lines(30)}more\n` });
    const [file] = await diffCommits(new Git(repository.root), base, head);
    expect(file).toMatchObject({ path: 'new.txt', status: 'renamed' });
    expect(addedLines(file!)).toEqual([31]);
  });
});

describe('unquote', () => {
  it('undoes octal and letter escapes', () => {
    expect(unquote('"a/caf\\303\\251\\t\\"x\\\\.py"')).toBe('a/café\t"x\\.py');
    expect(unquote('plain')).toBe('plain');
  });
});

describe('mapLine', () => {
  const hunks = [
    { oldStart: 2, oldLines: 0, newStart: 3, newLines: 2 },
    { oldStart: 5, oldLines: 2, newStart: 8, newLines: 1 },
  ];
  it('shifts lines behind insertions and deletions, and loses changed ones', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map((line) => mapLine(hunks, line))).toEqual([1, 2, 5, 6, null, null, 8]);
  });
});
