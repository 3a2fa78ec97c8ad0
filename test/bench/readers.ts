import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flatJunitFile, jacocoFile, junitFile, lcovFile } from './readers-inputs.ts';

interface Measure {
  seconds: number;
  rssMb: number;
  found: number;
}

/** A promise of the readers, as a ratio or a size: broken ones are collected and thrown at the end. */
interface Promised {
  text: string;
  actual: number;
  limit: number;
}

const promises: Promised[] = [];

function promise(text: string, actual: number, limit: number): void {
  promises.push({ text, actual, limit });
}

/** Runs one subject in a process of its own; null when it is not installed or fails on the input. */
function measure(subject: string, path: string): Measure | null {
  const script = join(import.meta.dirname, 'readers-subject.ts');
  try {
    const out = execFileSync(process.execPath, ['--max-old-space-size=6000', script, subject, path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 300_000,
    });
    const last = JSON.parse(out.trim().split('\n').at(-1)!) as Measure;
    row(subject, `${last.seconds.toFixed(2)} s`, `${last.rssMb.toFixed(0)} MB`, `${last.found} found`);
    return last;
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error);
    const why = /Cannot find (?:module|package)/.test(said)
      ? 'not installed'
      : (/(\w*Error.*)/.exec(said)?.[1] ?? 'failed');
    row(subject, why.slice(0, 70), '', '');
    return null;
  }
}

/** The fastest of `times` runs: the one that others on this machine disturbed least. */
function best(subject: string, path: string, times = 2): Measure {
  const runs = Array.from({ length: times }, () => measure(subject, path)).filter((each) => each !== null);
  if (runs.length === 0) throw new Error(`${subject} failed on ${path}`);
  return runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

function row(...cells: string[]): void {
  console.log(
    `  ${cells[0]!.padEnd(18)}${cells
      .slice(1)
      .map((cell) => cell.padStart(14))
      .join('')}`,
  );
}

function title(text: string, path: string): void {
  console.log(`${text}, ${(statSync(path).size / 1e6).toFixed(1)} MB`);
}

/** Measures the readers against bare tokenizing and against other readers, and throws when a promise is broken. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-readers-'));
  try {
    await junit(folder);
    await flat(folder);
    await many(folder);
    await lcov(folder);
    await jacoco(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log('ratios');
  for (const { text, actual, limit } of promises) {
    console.log(
      `  ${actual <= limit ? 'kept  ' : 'BROKEN'} ${text}: ${actual.toFixed(2)} (at most ${limit})`,
    );
  }
  const broken = promises.filter(({ actual, limit }) => actual > limit);
  if (broken.length > 0) throw new Error(`${broken.length} of ${promises.length} promises are broken`);
}

async function junit(folder: string): Promise<void> {
  const path = join(folder, 'junit.xml');
  await junitFile(path, 500_000);
  title('JUnit, 500,000 cases', path);
  const bare = best('saxes', path);
  const ours = best('qitops results', path);
  measure('fast-xml-parser', path);
  measure('junit-to-ctrf', path);
  promise('100 MB JUnit / bare saxes', ours.seconds / bare.seconds, 3);
  promise('100 MB JUnit, peak MB', ours.rssMb, 200);
  rmSync(path);
  const large = join(folder, 'large.xml');
  await junitFile(large, 5_000_000);
  title('JUnit, 5,000,000 cases', large);
  const much = best('qitops results', large, 1);
  promise('1 GB JUnit, peak MB', much.rssMb, 200);
  // Linear would be 10; one run of the large file stands against the better of two of the small one.
  promise('1 GB / 100 MB JUnit, seconds', much.seconds / ours.seconds, 13);
  rmSync(large);
}

async function flat(folder: string): Promise<void> {
  const small = join(folder, 'flat-small.xml');
  const path = join(folder, 'flat.xml');
  await flatJunitFile(small, 2_500);
  await flatJunitFile(path, 25_000);
  title('JUnit, flat, 25,000 classes', path);
  const tenth = best('qitops one', small, 3);
  const whole = best('qitops one', path, 3);
  // Linear would be 10; starting up makes it less.
  promise('25,000 classes / 2,500 classes', whole.seconds / tenth.seconds, 12);
}

async function many(folder: string): Promise<void> {
  const files = join(folder, 'many');
  mkdirSync(files);
  for (let i = 0; i < 1000; i++) await junitFile(join(files, `TEST-${i}.xml`), 320, 100, 20);
  const one = join(folder, 'one.xml');
  await junitFile(one, 320_000, 100, 20);
  title('JUnit, one file of the size of 1,000', one);
  const single = best('qitops one', one);
  const all = best('qitops many', files);
  promise('1,000 files / one file of their size', all.seconds / single.seconds, 2);
}

async function lcov(folder: string): Promise<void> {
  const path = join(folder, 'lcov.info');
  await lcovFile(path, 200_000, 100);
  title('LCOV, 200,000 files, 20 million lines', path);
  const ours = best('qitops coverage', path);
  const theirs = measure('lcov-parse', path);
  measure('parse-lcov', path);
  promise('300 MB LCOV, peak MB', ours.rssMb, 1000);
  if (theirs) promise('LCOV, qitops / lcov-parse', ours.seconds / theirs.seconds, 0.25);
  rmSync(path);
}

async function jacoco(folder: string): Promise<void> {
  const path = join(folder, 'jacoco.xml');
  await jacocoFile(path, 17_000);
  title('JaCoCo, 17,000 files', path);
  const bare = best('saxes', path);
  const ours = best('qitops coverage', path);
  measure('fast-xml-parser', path);
  promise('60 MB JaCoCo / bare saxes', ours.seconds / bare.seconds, 3);
}
