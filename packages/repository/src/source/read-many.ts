import type { Checkout } from '../checkout.ts';

/**
 * Texts of many files of one revision in one git process; what is no blob there is left out. Blobs are asked for by
 * their id, for git would walk the trees anew for each path.
 */
export async function readMany(
  checkout: Checkout,
  revision: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (paths.length === 0) return texts;
  const blobs = await blobIds(checkout, revision);
  const wanted = paths.filter((path) => blobs.has(path));
  const input = wanted.map((path) => `${blobs.get(path)}\n`).join('');
  const bytes = await checkout.git.bytes(['cat-file', '--batch'], { input });
  let at = 0;
  for (const path of wanted) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const size = / blob (\d+)$/.exec(bytes.toString('latin1', at, end))?.[1];
    at = end + 1;
    // a partial clone may lack it
    if (size === undefined) continue;
    texts.set(path, bytes.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

/** Object ids of the blobs in the tree of `revision`, by path. */
async function blobIds(checkout: Checkout, revision: string): Promise<Map<string, string>> {
  const bytes = await checkout.git.bytes(['ls-tree', '-r', '-z', '--full-tree', revision]);
  const ids = new Map<string, string>();
  for (const entry of bytes.toString('utf8').split('\0')) {
    const match = /^\d+ blob ([0-9a-f]+)\t/.exec(entry);
    if (match) ids.set(entry.slice(match[0].length), match[1]!);
  }
  return ids;
}
