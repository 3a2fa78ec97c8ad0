import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FolderStore, History, type NewRun } from '@qitops/history';
import { bigRuns } from './history-inputs.ts';

/** Compiled, as what is published is: taking types out of a hundred files costs memory of its own. */
const SUBJECT = join(import.meta.dirname, '../.build/bench/report-subject.js');
const SHELL = join(import.meta.dirname, '../../site/dist/index.html');
const MB = 1e6;
/** What 500 runs may cost more than one, in times of reading and parsing their files: 0.7 s where those take 0.13 s. */
const MORE = 5.4;
/** The same of a report in a job of its own, which goes on from the detector's state by itself. */
const MORE_ALONE = 8;

interface Bars {
  /** Bytes of the whole site, gzip. */
  site: number;
  /** Greatest resident set, MB; absent = told alone. */
  rssMb?: number;
  /** Files of the site. */
  files?: number;
  /** Bytes of the file that a test's history is in, gzip. */
  shard?: number;
}

/**
 * Time, memory and size of the report step after flaky-detect, which leaves the detector's state and its document and
 * whose own cost is told; and of a report in a job of its own, which has the state alone. What it promises: the size of
 * the site, the memory, and that 500 runs cost little more than reading them does.
 */
export async function run(): Promise<void> {
  if (!existsSync(SHELL) || !existsSync(SUBJECT)) throw new Error('build first: npm run -s build');
  const folder = mkdtempSync(join(tmpdir(), 'qitops-bench-report-'));
  try {
    const one = await prepare(join(folder, 'one'), 10_000, 1);
    const many = await prepare(join(folder, 'many'), 10_000, 500);
    const wide = await prepare(join(folder, 'wide'), 100_000, 50);
    best('flaky', wide, 1);
    const broken = [
      ...compare(one, many),
      ...sizes('10k × 500', many, { site: 3 * MB, rssMb: 300, files: 400, shard: 6 * 1024 }),
      ...sizes('100k × 50', wide, { site: 40 * MB }),
    ];
    if (broken.length > 0) throw new Error(`broken: ${broken.join('; ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A history of so many runs, and the results of the last run. */
async function prepare(folder: string, tests: number, runs: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const store = () => new History(new FolderStore(join(folder, 'history')), (text) => text);
  let last: NewRun['run'] | null = null;
  const batch = await store().batch();
  for (const each of bigRuns(tests, runs)) {
    await batch.add(each);
    last = each.run;
    if (batch.bytes > 32 * MB) await batch.store();
  }
  await batch.store();
  writeFileSync(join(folder, 'results.json'), JSON.stringify(ctrfOf(last!)));
  return folder;
}

function ctrfOf({ tests }: NewRun['run']): unknown {
  const rows = tests.map(({ name, suite, file, status, durationMs, message }) => ({
    name,
    status,
    duration: durationMs,
    suite,
    filePath: file,
    message,
  }));
  const of = (status: string): number => rows.filter((row) => row.status === status).length;
  const counts = {
    tests: rows.length,
    passed: of('passed'),
    failed: of('failed'),
    pending: 0,
    skipped: 0,
    other: 0,
  };
  const summary = { ...counts, start: 1, stop: 2 };
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: { tool: { name: 'vitest' }, summary, tests: rows },
  };
}

/** A run at the end of 500 beside the first one, and beside what reading the 500 takes at least. */
function compare(one: string, many: string): string[] {
  console.log(`10k tests, flaky-detect: ${grown('flaky', one, many, 1).text} without a state`);
  console.log(`10k tests, flaky-detect: ${grown('flaky', one, many).text} with the state that it kept`);
  const parse = best('parse', many);
  console.log(`10k tests, reading and parsing 500 files: ${told(parse)}`);
  return ['report', 'alone'].flatMap((subject) => {
    const { text, more } = grown(subject, one, many);
    const ratio = more / parse.cpu;
    const name = subject === 'report' ? 'report after flaky-detect' : 'report in a job of its own';
    const bar = subject === 'report' ? MORE : MORE_ALONE;
    console.log(`10k tests, ${name}: ${text}, ${ratio.toFixed(1)} × reading and parsing (bar ${bar})`);
    return ratio > bar ? [`${name}: 500 runs cost ${ratio.toFixed(1)} × reading them`] : [];
  });
}

/** A step after one run and after many; `more` is seconds of processor. */
function grown(subject: string, one: string, many: string, times = 5): { text: string; more: number } {
  // in turns, as the machine is faster at one time than at another
  const pairs = Array.from({ length: times }, () => [once(subject, one), once(subject, many)] as const);
  const first = least(pairs.map(([small]) => small));
  const last = least(pairs.map(([, large]) => large));
  const more = last.cpu - first.cpu;
  const waited = last.seconds - first.seconds;
  return {
    text:
      `${told(first)} after 1 run, ${told(last)} after 500, ` +
      `${waited.toFixed(2)} s (${more.toFixed(2)} s of processor) more`,
    more,
  };
}

function sizes(name: string, folder: string, bars: Bars): string[] {
  const taken = best('report', folder, 1);
  const files = readdirSync(join(folder, 'site'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      shard: /data.tests\.[^.]*$/.test(entry.parentPath),
      bytes: gzipSync(readFileSync(join(entry.parentPath, entry.name))).length,
    }));
  const site = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const shard = Math.max(...files.filter((file) => file.shard).map(({ bytes }) => bytes));
  console.log(
    `${name}: ${told(taken)}, site ${(site / MB).toFixed(2)} MB gzip in ${files.length} files, ` +
      `a test's history ${(shard / 1024).toFixed(1)} KB gzip at most`,
  );
  const broken = (what: string, is: number, bar: number | undefined): string[] =>
    bar !== undefined && is > bar ? [`${name}: ${what} ${is.toFixed(0)}, more than ${bar}`] : [];
  return [
    ...broken('bytes of the site', site, bars.site),
    ...broken('MB of memory', taken.rssMb, bars.rssMb),
    ...broken('files', files.length, bars.files),
    ...broken("bytes of a test's history", shard, bars.shard),
  ];
}

interface Taken {
  seconds: number;
  cpu: number;
  rssMb: number;
}

function best(subject: string, folder: string, times = 3): Taken {
  return least(Array.from({ length: times }, () => once(subject, folder)));
}

function once(subject: string, folder: string): Taken {
  const printed = execFileSync(process.execPath, ['--conditions=production', SUBJECT, subject, folder], {
    encoding: 'utf8',
  });
  return JSON.parse(printed.trim().split('\n').at(-1)!) as Taken;
}

function least(taken: readonly Taken[]): Taken {
  return taken.reduce((a, b) => (b.cpu < a.cpu ? b : a));
}

function told({ seconds, cpu, rssMb }: Taken): string {
  return `${seconds.toFixed(2)} s (${cpu.toFixed(2)} s of processor), ${rssMb.toFixed(0)} MB`;
}
