import { FileCoverageBuilder } from '@qitops/model';
import { readJson } from '../json.ts';
import { asArray, asNumber, asObject, asText } from '../text.ts';
import type { CoverageFormat } from './format.ts';
import { reportPath } from './report-path.ts';

/** `llvm-cov export`, also of `cargo llvm-cov --json` and Swift. */
export const llvmCov: CoverageFormat = {
  id: 'llvm-cov-json',
  title: 'llvm-cov JSON',
  sniff: (head) =>
    Boolean(
      head.json?.has('data') &&
        (/"llvm\.coverage\.json\.export"/.test(head.text) || head.json.has('data.[].files')),
    ),
  async read(source, sink) {
    const functions = new Map<string, { name: string; line: number; hits: number }[]>();
    const builders: { path: string; builder: FileCoverageBuilder }[] = [];
    await readJson(
      source,
      {
        'data.*.files.*': (value) => {
          const file = asObject(value);
          const path = asText(file.filename) ?? '';
          const builder = new FileCoverageBuilder(reportPath(path));
          addLines(builder, asArray(file.segments).map(segmentOf));
          for (const branch of asArray(file.branches))
            addBranch(
              builder,
              asArray(branch).map((n) => asNumber(n) ?? 0),
            );
          builders.push({ path, builder });
        },
        'data.*.functions.*': (value) => {
          const fn = asObject(value);
          const path = asText(asArray(fn.filenames)[0]) ?? '';
          const line = asNumber(asArray(asArray(fn.regions)[0])[0]) ?? 0;
          const list = functions.get(path) ?? [];
          list.push({ name: asText(fn.name) ?? '', line, hits: asNumber(fn.count) ?? 0 });
          functions.set(path, list);
        },
      },
      sink.warning,
    );
    for (const { path, builder } of builders) {
      for (const fn of functions.get(path) ?? []) builder.function(fn.name, fn.line, fn.hits);
      sink.file(builder.build());
    }
  },
};

interface Segment {
  line: number;
  count: number;
  hasCount: boolean;
  isEntry: boolean;
  isGap: boolean;
}

function segmentOf(value: unknown): Segment {
  const [line, , count, hasCount, isEntry, isGap] = asArray(value);
  return {
    line: asNumber(line) ?? 0,
    count: asNumber(count) ?? 0,
    hasCount: hasCount === true || hasCount === 1,
    isEntry: isEntry === true || isEntry === 1,
    isGap: isGap === true || isGap === 1,
  };
}

/** Lines from segments as LLVM's own `LineCoverageStats` counts them. */
function addLines(builder: FileCoverageBuilder, segments: readonly Segment[]): void {
  let wrapped: Segment | null = null;
  let at = 0;
  const last = segments.at(-1)?.line ?? 0;
  for (let line = segments[0]?.line ?? 1; line <= last && line < 1_000_000; line++) {
    const from = at;
    while (at < segments.length && segments[at]!.line === line) at += 1;
    const here = segments.slice(from, at);
    const starts = here.filter((each) => each.hasCount && each.isEntry && !each.isGap);
    const skipped = here.length > 0 && !here[0]!.hasCount && here[0]!.isEntry;
    const mapped =
      (!skipped && (wrapped?.hasCount === true || starts.length > 0)) ||
      here.some((each) => each.isEntry && each.hasCount);
    if (mapped) builder.line(line, Math.max(wrapped?.count ?? 0, ...starts.map((each) => each.count)));
    if (here.length > 0) wrapped = here.at(-1)!;
  }
}

/** `[line, column, end line, end column, true count, false count, …]`: two arms, told apart by the column. */
function addBranch(
  builder: FileCoverageBuilder,
  [line = 0, column = 0, , , yes = 0, no = 0]: number[],
): void {
  if (line <= 0) return;
  builder.branch(line, column, 0, yes);
  builder.branch(line, column, 1, no);
}
