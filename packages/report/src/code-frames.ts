import { maskSecrets } from '@qitops/escape';
import { isFailure, type SiteFrame, type TestResult } from '@qitops/model';

/** Lines shown before and after the one that failed; characters of a line; failures with a frame. */
const AROUND = 4;
const LONGEST = 200;
const FRAMES = 100;

/** The lines around the place in its own file where each failed test failed, as its trace says. */
export async function codeFrames(
  tests: readonly TestResult[],
  readSource: (path: string) => Promise<string | null>,
): Promise<Map<string, SiteFrame>> {
  const frames = new Map<string, SiteFrame>();
  const texts = new Map<string, string[] | null>();
  for (const test of tests) {
    if (frames.size === FRAMES) break;
    const line = isFailure(test.status) && test.file ? failedAt(test) : null;
    if (line === null) continue;
    const path = test.file!;
    if (!texts.has(path)) texts.set(path, (await readSource(path))?.split(/\r?\n/) ?? null);
    const lines = texts.get(path);
    if (!lines || line > lines.length) continue;
    const first = Math.max(1, line - AROUND);
    frames.set(test.id, {
      path,
      line,
      first,
      lines: lines.slice(first - 1, line + AROUND).map((each) => maskSecrets(each).slice(0, LONGEST)),
    });
  }
  return frames;
}

/** The innermost line of the test's own file in its trace. */
function failedAt({ file, trace, message }: TestResult): number | null {
  const said = `${message ?? ''}\n${trace ?? ''}`.replaceAll('\\', '/');
  const at = said.indexOf(`${file}:`);
  const quoted = said.indexOf(`${file}", line `);
  if (at < 0 && quoted < 0) return null;
  const from = at >= 0 && (quoted < 0 || at < quoted) ? at + file!.length + 1 : quoted + file!.length + 8;
  const number = /^\d{1,7}/.exec(said.slice(from, from + 8))?.[0];
  return number ? Number(number) : null;
}
