import { createHash } from 'node:crypto';
import { maskSecrets } from '@qitops/escape';
import { isFailure, type SiteAttachment, type TestResult } from '@qitops/model';

/** Bytes of one picture, and of all; how many there are, and how many attachments of a test are named. */
const LARGEST = 400 * 1024;
const TOGETHER = 8 * 1024 * 1024;
const PICTURES = 60;
const NAMED = 20;

/** Pictures by how their bytes begin; what a report says of a file's type is not believed. */
const SIGNS: readonly (readonly [extension: string, begins: (bytes: Uint8Array) => boolean])[] = [
  ['png', (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['jpg', (bytes) => starts(bytes, [0xff, 0xd8, 0xff])],
  ['gif', (bytes) => starts(bytes, [0x47, 0x49, 0x46, 0x38])],
  ['webp', (bytes) => starts(bytes, [0x52, 0x49, 0x46, 0x46]) && text(bytes, 8, 12) === 'WEBP'],
];

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
  const sign = SIGNS.find(([, begins]) => begins(bytes));
  if (!sign) return null;
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return { path: `attachments/${name}.${sign[0]}`, bytes };
}

function starts(bytes: Uint8Array, sign: readonly number[]): boolean {
  return sign.every((byte, at) => bytes[at] === byte);
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}
