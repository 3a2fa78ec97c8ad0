import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DETECTOR_VERSION, detectFlaky, detectOnwards, laterRuns } from '@qitops/analysis';
import { maskSecrets } from '@qitops/escape';
import { FolderStore, GitStore, History, type NewRun } from '@qitops/history';
import { Git } from '@qitops/repository';
import { corpus } from '../corpus.ts';
import { bigRuns } from './history-inputs.ts';

const REF = 'refs/qitops/history';
const KB = 1024;
const MB = KB * KB;

/** Sizes and times of the history; what it promises is what a run costs and that it does not grow with the history. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-bench-'));
  try {
    const broken = [
      ...(await measure(folder, '10k', 10_000, 500, { packed: 15 * MB, run: 12 * KB })),
      ...(await measure(folder, '100k', 100_000, 50, {})),
      ...(await measureImport(folder)),
    ];
    if (broken.length > 0) throw new Error(`broken: ${broken.join('; ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  name: string,
  tests: number,
  runs: number,
  limits: { packed?: number; run?: number },
): Promise<string[]> {
  const broken: string[] = [];
  const root = join(folder, name);
  execFileSync('git', ['init', '-q', '--bare', `${root}.git`]);
  execFileSync('git', ['init', '-q', root]);
  const store = () => new GitStore({ git: new Git(root), ref: REF, remote: `${root}.git` });
  const open = () => new History(store(), maskSecrets);
  const lasts: NewRun[] = [];
  const filling = await timed(async () => {
    const batch = await open().batch();
    let left = runs - 2;
    for (const each of bigRuns(tests, runs)) {
      if (left-- > 0) await batch.add(each);
      else lasts.push(each);
      if (batch.bytes > 32 * MB) await batch.store();
    }
    await batch.store();
  });
  const [first, last] = lasts;
  const adding = await timed(() => open().add([first!]));
  await open().add([last!]);
  const empty = join(folder, `${name}-empty`);
  const small = new History(new FolderStore(empty), maskSecrets);
  const alone = await timed(() => small.add([last!]));
  const key = (await new FolderStore(empty).list('runs'))[0]!;
  const size = gzipSync(readFileSync(join(empty, key)), { level: 9 }).length;
  execFileSync('git', ['--git-dir', `${root}.git`, 'repack', '-adfq']);
  const pack = join(`${root}.git`, 'objects/pack');
  const packed = readdirSync(pack).reduce(
    (sum, file) => sum + (file.endsWith('.pack') ? readFileSync(join(pack, file)).length : 0),
    0,
  );
  const history = open();
  const reading = await timed(() => history.view());
  const view = await history.view();
  const seen = view.runs.length;
  const cold = await timed(async () => detectFlaky(view));
  const state = detectOnwards(view)!.state!;
  const warm = await timed(async () => detectOnwards(laterRuns(view, state)!, state, false));
  await history.keepState(DETECTOR_VERSION, state);
  const kept = (await store().read((await store().list('state'))[0]!))!.length / tests;
  const compacting = await timed(() => open().compact());
  console.log(
    `${name} × ${runs}: a run ${(size / KB).toFixed(1)} KB gzip, store ${(packed / MB).toFixed(1)} MB packed, ` +
      `all added ${seconds(filling)}, one more ${seconds(adding)} (into nothing ${seconds(alone)}), ` +
      `read ${seconds(reading)}, compacted ${seconds(compacting)}`,
  );
  console.log(
    `${name} × ${runs}: flaky from all runs ${seconds(cold)}, from the state ${seconds(warm)}, ` +
      `the state ${kept.toFixed(0)} bytes a test`,
  );
  if (kept > 200) broken.push(`${name}: the state takes ${kept} bytes a test`);
  // of a short history the newest runs, which a state leaves out, are most
  if (runs > 200 && warm > cold / 2) broken.push(`${name}: going on from the state saves nothing`);
  if (seen !== runs) broken.push(`${name}: ${seen} of ${runs} runs were read`);
  if (limits.run !== undefined && size > limits.run) broken.push(`${name}: a run takes ${size} bytes`);
  if (limits.packed !== undefined && packed > limits.packed) broken.push(`${name}: ${packed} bytes packed`);
  return broken;
}

/** One history of the corpus, then all, in a process of its own: memory must not grow with the file. */
async function measureImport(folder: string): Promise<string[]> {
  const where = corpus('flaky');
  if (!where) {
    console.log('import: not measured, the corpus is not here');
    return [];
  }
  const files = readdirSync(where).filter((name) => name.endsWith('.ndjson.gz'));
  const plain = files.map((name) => gunzipSync(readFileSync(join(where, name))));
  const broken: string[] = [];
  for (const count of [1, files.length]) {
    const file = join(folder, `${count}.ndjson`);
    writeFileSync(file, Buffer.concat(plain.slice(0, count)));
    const bytes = plain.slice(0, count).reduce((sum, each) => sum + each.length, 0);
    const { ms, peak, code } = await measured([
      'history',
      'import',
      file,
      '--store',
      join(folder, `i${count}`),
    ]);
    console.log(`import of ${(bytes / MB).toFixed(0)} MB: ${seconds(ms)}, peak ${(peak / KB).toFixed(0)} MB`);
    if (code !== 0) broken.push(`import ended with ${code}`);
    if (peak > 300 * KB) broken.push(`import of ${bytes} bytes took ${peak} KB`);
  }
  return broken;
}

const MAIN = join(import.meta.dirname, '../../packages/cli/src/main.ts');

async function measured(args: string[]): Promise<{ ms: number; peak: number; code: number | null }> {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' });
  let peak = 0;
  const status = `/proc/${child.pid}/status`;
  const watch = setInterval(() => {
    if (existsSync(status)) {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0));
    }
  }, 10);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearInterval(watch);
  return { ms: performance.now() - start, peak, code };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
