import { gunzipSync, gzipSync } from 'node:zlib';
import { type FileCoverage, FileCoverageBuilder } from '@qitops/model';
import { z } from 'zod';

/** Stored coverage: covered and missed lines as ranges, `1-5,7`; hits and branches are not kept. */
const CoverageFile = z.object({
  v: z.literal(1),
  sha: z.string(),
  /** Which shards it was made of, sorted: sets that differ are not comparable. */
  shards: z.array(z.string()),
  files: z.record(
    z.string(),
    z.object({
      c: z.string(),
      m: z.string(),
      /** Positions in `tests` of those that ran any of the file. */
      t: z.string().optional(),
    }),
  ),
  /** Names of tests, where the reports say which ran what. */
  tests: z.array(z.string()).optional(),
});

export interface StoredCoverage {
  sha: string;
  shards: string[];
  files: Map<string, FileCoverage>;
}

export function coverageKey(runKey: string): string {
  return `cov/${runKey}.json.gz`;
}

export function encodeCoverage(coverage: StoredCoverage): Uint8Array {
  const tests = [...new Set([...coverage.files.values()].flatMap((file) => file.tests ?? []))];
  const positions = new Map(tests.map((name, i) => [name, i]));
  const files = Object.fromEntries(
    [...coverage.files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, file]) => {
        const covered: number[] = [];
        const missed: number[] = [];
        file.lines.line.forEach((line, i) => {
          (file.lines.hits[i]! > 0 ? covered : missed).push(line);
        });
        const ran = (file.tests ?? []).map((name) => positions.get(name)!).sort((a, b) => a - b);
        const entry = { c: ranges(covered), m: ranges(missed) };
        return [path, ran.length > 0 ? { ...entry, t: ranges(ran) } : entry];
      }),
  );
  return gzipSync(
    JSON.stringify({
      v: 1,
      sha: coverage.sha,
      shards: coverage.shards,
      files,
      ...(tests.length > 0 ? { tests } : {}),
    }),
    { level: 9 },
  );
}

/** Reads stored coverage. Throws with a reason when it is damaged. */
export function decodeCoverage(bytes: Uint8Array): StoredCoverage {
  const file = CoverageFile.parse(
    JSON.parse(gunzipSync(bytes, { maxOutputLength: 512 * 1024 * 1024 }).toString('utf8')),
  );
  const files = new Map<string, FileCoverage>();
  const named = (positions: string): string[] =>
    [...numbers(positions)].flatMap((at) => file.tests?.[at] ?? []);
  for (const [path, { c, m, t }] of Object.entries(file.files)) {
    const builder = new FileCoverageBuilder(path);
    for (const line of numbers(c)) builder.line(line, 1);
    for (const line of numbers(m)) builder.line(line, 0);
    files.set(path, { ...builder.build(), ...(t ? { tests: named(t) } : {}) });
  }
  return { sha: file.sha, shards: file.shards, files };
}

function ranges(lines: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < lines.length; ) {
    let end = i;
    while (lines[end + 1] === lines[end]! + 1) end++;
    parts.push(end > i ? `${lines[i]}-${lines[end]}` : `${lines[i]}`);
    i = end + 1;
  }
  return parts.join(',');
}

function* numbers(text: string): Iterable<number> {
  for (const part of text.split(',').filter(Boolean)) {
    const [from, to = from] = part.split('-').map(Number);
    for (let line = from!; line <= to!; line++) yield line;
  }
}
