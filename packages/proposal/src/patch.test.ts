import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { patchOf } from './patch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qitops-patch-'));
  execFileSync('git', ['init', '-q'], { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true }));

const apply = (patch: string) => {
  writeFileSync(join(folder, 'x.patch'), patch);
  execFileSync('git', ['apply', 'x.patch'], { cwd: folder, stdio: 'pipe' });
};

it('is taken by git apply, whatever the files are called and hold', () => {
  const files = [
    { path: 'tests/qitops/a.test.ts', content: 'one\ntwo\n' },
    { path: 'b.test.ts', content: 'no end of line' },
    { path: 'c.test.ts', content: 'one line\n' },
    { path: 'with space/ü "q".test.ts', content: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n\n\n' },
  ];
  apply(patchOf(files));
  for (const { path, content } of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(content);
});

it('overwrites nothing', () => {
  writeFileSync(join(folder, 'a.test.ts'), 'mine');
  expect(() => apply(patchOf([{ path: 'a.test.ts', content: 'theirs\n' }]))).toThrow();
  expect(readFileSync(join(folder, 'a.test.ts'), 'utf8')).toBe('mine');
});
