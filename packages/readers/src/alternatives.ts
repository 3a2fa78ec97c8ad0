import { posix } from 'node:path';

/** A report that may say the same as another one beside it. */
export interface Alternative {
  path: string;
  format: string | null;
  /** Only a file that was read whole can stand for another one, or be stood for. */
  status: string;
  /** What is in it: of results the tests' names, of coverage the source paths. */
  names: readonly string[];
  /** Figures that must be equal: of results, the failures. Null when they may differ. */
  failures: number | null;
}

export interface PassedOver {
  path: string;
  reason: string;
}

/** Formats by preference, the richest first; those of one number are never alternatives of each other. */
const RESULT_RANK = new Map([
  ['ctrf-json', 0],
  ['playwright-json', 1],
  ['jest-json', 1],
  ['vitest-json', 1],
  ['junit-xml', 2],
]);
const COVERAGE_RANK = new Map([
  ['istanbul-json', 0],
  ['lcov', 1],
  ['cobertura', 2],
  ['clover', 3],
  ['istanbul-summary', 4],
]);

/**
 * Of reports in one directory that say the same in several formats, keeps the richest:
 * results CTRF > Playwright/Jest/Vitest JSON > JUnit; coverage coverage-final > lcov > cobertura > clover.
 * Reports are the same run only when their contents agree: nine in ten names, and no failure in one alone.
 * Files of one format (shards, `TEST-*.xml`) are always all read.
 */
export function chooseAlternatives<T extends Alternative>(
  reports: readonly T[],
  kind: 'results' | 'coverage',
): { chosen: T[]; passedOver: PassedOver[] } {
  const ranks = kind === 'results' ? RESULT_RANK : COVERAGE_RANK;
  const passed = new Map<T, string>();
  for (const group of byDirectory(reports)) {
    const ranked = group.filter(
      (each) => each.status === 'ok' && each.names.length > 0 && ranks.has(each.format ?? ''),
    );
    const levels = [...new Set(ranked.map((each) => ranks.get(each.format!)!))].sort((a, b) => a - b);
    for (const [i, level] of levels.entries()) {
      const better = ranked.filter((each) => ranks.get(each.format!)! === level && !passed.has(each));
      for (const lower of levels.slice(i + 1)) {
        const worse = ranked.filter((each) => ranks.get(each.format!)! === lower && !passed.has(each));
        for (const [report, by] of sameRun(better, worse, kind)) {
          passed.set(report, `says the same as ${posix.basename(by.path)} (${by.format}), which says more`);
        }
      }
    }
  }
  return {
    chosen: reports.filter((each) => !passed.has(each)),
    passedOver: [...passed].map(([report, reason]) => ({ path: report.path, reason })),
  };
}

/** The worse reports whose content one of the better ones has, or all worse ones together a better one. */
function sameRun<T extends Alternative>(
  better: readonly T[],
  worse: readonly T[],
  kind: 'results' | 'coverage',
): [T, T][] {
  const pairs: [T, T][] = [];
  for (const good of better) {
    const single = worse.filter((each) => agrees(good, each.names, each.failures, kind));
    if (single.length > 0) {
      for (const each of single) pairs.push([each, good]);
      continue;
    }
    // JUnit writes a file a class where the others write one: together they may be the same.
    const names = worse.flatMap((each) => each.names);
    const failures = worse.some((each) => each.failures === null)
      ? null
      : worse.reduce((sum, each) => sum + each.failures!, 0);
    if (worse.length > 1 && agrees(good, names, failures, kind))
      for (const each of worse) pairs.push([each, good]);
  }
  return pairs;
}

function agrees(
  good: Alternative,
  names: readonly string[],
  failures: number | null,
  kind: 'results' | 'coverage',
): boolean {
  if (good.failures !== null && failures !== null && good.failures !== failures) return false;
  const larger = Math.max(good.names.length, names.length);
  if (kind === 'results' && good.names.length !== names.length) return false;
  const buckets = new Map<string, string[]>();
  for (const name of good.names) {
    const plain = plainName(name, kind);
    const bucket = buckets.get(lastWord(plain));
    if (bucket) bucket.push(plain);
    else buckets.set(lastWord(plain), [plain]);
  }
  let shared = 0;
  for (const name of names) if (takeMatch(buckets, plainName(name, kind))) shared += 1;
  return shared >= larger * 0.9;
}

/** Beyond this many names with one last word, that word alone decides. */
const BUCKET = 200;

/** Takes out a name of which the other is the end: formats join the titles above a test differently. */
function takeMatch(buckets: Map<string, string[]>, name: string): boolean {
  const bucket = buckets.get(lastWord(name));
  if (!bucket || bucket.length === 0) return false;
  const at =
    bucket.length > BUCKET
      ? bucket.length - 1
      : bucket.findIndex((other) => other.endsWith(name) || name.endsWith(other));
  if (at < 0) return false;
  bucket[at] = bucket.at(-1)!;
  bucket.pop();
  return true;
}

function plainName(name: string, kind: 'results' | 'coverage'): string {
  return kind === 'coverage' ? name : name.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function lastWord(name: string): string {
  return name.slice(Math.max(name.lastIndexOf(' '), name.lastIndexOf('/')) + 1);
}

function byDirectory<T extends Alternative>(reports: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const report of reports) {
    const directory = posix.dirname(report.path.replaceAll('\\', '/'));
    const group = groups.get(directory);
    if (group) group.push(report);
    else groups.set(directory, [report]);
  }
  return [...groups.values()];
}
