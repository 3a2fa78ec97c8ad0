import {
  type FileCoverage,
  isFlakyWithinRun,
  type ShardDetails,
  ShardDocument,
  type ShardSource,
  type TestResult,
  testId,
} from '@qitops/model';

/**
 * The document in the bytes that another job left. They come from whoever could write to that job.
 * @throws Error that says what is wrong with them.
 */
export function parseShard(bytes: Uint8Array): ShardDocument {
  const parsed = ShardDocument.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`it is no shard of this version (${issue?.path.join('.')}: ${issue?.message})`);
}

/** The tests of a shard with their ids, which are made anew: an id that travelled would have to be believed. */
export function shardTests(shard: ShardDocument, project: string): TestResult[] {
  return shard.results.tests.map((packed) => {
    const { ms, attempts = [], ordinal = 0, framework, ...test } = packed;
    const { file, suite, name } = test;
    const result: TestResult = {
      ...test,
      durationMs: ms,
      ...elsewhere(test),
      attempts: attempts.map(({ ms: durationMs, ...attempt }) => ({
        ...attempt,
        ...elsewhere(attempt),
        durationMs,
      })),
      framework,
      ordinal,
      id: testId({ project, framework, file, suite, name, ordinal }, shard.root),
      flaky: false,
    };
    return { ...result, flaky: isFlakyWithinRun(result) };
  });
}

/** Files of another job are not here: what has such a path here is something else, and only a trace's path is shown. */
function elsewhere({ attachments }: ShardDetails): ShardDetails {
  if (!attachments) return {};
  const there = (path: string | null): string | null => (path && /\.zip$/i.test(path) ? path : null);
  return { attachments: attachments.map((each) => ({ ...each, path: there(each.path) })) };
}

/** The coverage of one source file. */
export function shardCoverage(packed: ShardSource): FileCoverage {
  const { path, functions, identified, declared } = packed;
  let at = 0;
  const line = Uint32Array.from(packed.lines, (distance) => {
    at += distance;
    return at;
  });
  const column = (first: number): Uint32Array => {
    const values = new Uint32Array(packed.arms.length / 4);
    for (let i = 0; i < values.length; i++) values[i] = packed.arms[i * 4 + first]!;
    return values;
  };
  return {
    path,
    lines: { line, hits: Uint32Array.from(packed.hits) },
    branches: { line: column(0), block: column(1), arm: column(2), hits: column(3), identified },
    functions,
    ...(declared ? { declared } : {}),
  };
}
