import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { detectStack } from '../stack/detect.ts';

/** What is detected in a folder of these files, for tests. */
export async function stackOf(files: Readonly<Record<string, string>>): ReturnType<typeof detectStack> {
  const root = mkdtempSync(join(tmpdir(), 'qitops-stack-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return detectStack(root);
}
