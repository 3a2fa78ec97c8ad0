import { createHash } from 'node:crypto';
import { maskSecrets } from '@qitops/escape';
import { isFailure, type SiteAttachment, type TestResult } from '@qitops/model';
import { pictureKind } from './pictures.ts';

/** Bytes of one picture, and of all; how many there are, and how many attachments of a test are named. */
const LARGEST = 400 * 1024;
const TOGETHER = 8 * 1024 * 1024;
const PICTURES = 60;
const NAMED = 20;

export interface AttachmentPages {
  byTest: ReadonlyMap<string, SiteAttachment[]>;
  /** Pictures by path below the site. */
  files: ReadonlyMap<string, Uint8Array>;
}

/** What failed tests left behind: small pictures are shown on the test's page, the rest is named there. */
export async function attachmentsOf(
  tests: readonly TestResult[],
  read: (path: string) => Promise<Uint8Array | null>,
): Promise<AttachmentPages> {
  const byTest = new Map<string, SiteAttachment[]>();
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const test of tests) {
    if (!isFailure(test.status) || !test.attachments?.length) continue;
    const own: SiteAttachment[] = [];
    for (const { name, contentType, path } of test.attachments.slice(0, NAMED)) {
      const room = files.size < PICTURES && bytes < TOGETHER;
      const picture = room ? pictureOf(await read(path)) : null;
      if (picture && !files.has(picture.path)) {
        files.set(picture.path, picture.bytes);
        bytes += picture.bytes.length;
      }
      own.push({
        name: maskSecrets(name).slice(0, 200),
        type: contentType ?? null,
        picture: picture?.path ?? null,
      });
    }
    byTest.set(test.id, own);
  }
  return { byTest, files };
}

function pictureOf(bytes: Uint8Array | null): { path: string; bytes: Uint8Array } | null {
  if (bytes === null || bytes.length > LARGEST) return null;
  const kind = pictureKind(bytes);
  if (!kind) return null;
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return { path: `attachments/${name}.${kind}`, bytes };
}
