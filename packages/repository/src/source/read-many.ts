import type { Checkout } from '../checkout.ts';

/** Texts of many files of one revision in one git process; what is no blob there is left out. */
export async function readMany(
  checkout: Checkout,
  revision: string,
  paths: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  // a name with a line break cannot be asked for
  const wanted = paths.filter((path) => !path.includes('\n'));
  if (wanted.length === 0) return texts;
  const input = wanted.map((path) => `${revision}:${path}\n`).join('');
  const bytes = await checkout.git.bytes(['cat-file', '--batch'], { input });
  let at = 0;
  for (const path of wanted) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    const header = bytes.toString('utf8', at, end);
    at = end + 1;
    const size = / (?:blob|commit|tree|tag) (\d+)$/.exec(header)?.[1];
    if (size === undefined) continue;
    if (header.includes(' blob ')) texts.set(path, bytes.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}
