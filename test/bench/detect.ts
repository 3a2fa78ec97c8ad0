import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { detectStack } from '@qitops/repository';

/** Milliseconds that are promised: for a small repository, and for 50,000 files in 200 packages. */
const BARS = { small: 300, large: 3000 };
const PACKAGES = 200;
const FILES = 50_000;

/** Prints how long detection takes, beside the time that git itself takes to list the files. */
export async function run(): Promise<void> {
  const short: string[] = [];
  for (const [name, files] of [
    ['small', repositoryOf(1, 30)],
    ['large', repositoryOf(PACKAGES, FILES)],
  ] as const) {
    const root = write(files);
    try {
      const list = await median(async () => {
        execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
          cwd: root,
          maxBuffer: 1 << 28,
        });
      });
      let units = 0;
      const all = await median(async () => {
        units = (await detectStack(root)).units.length;
      });
      console.log(
        `${name}: ${files.size} files, ${units} units, ${all.toFixed(0)} ms; git lists them in ${list.toFixed(0)} ms (×${(all / list).toFixed(1)})`,
      );
      if (all > BARS[name]) short.push(`${name} should take ${BARS[name]} ms or less`);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  if (short.length > 0) throw new Error(`below the bar: ${short.join(', ')}`);
}

function repositoryOf(packages: number, count: number): Map<string, string> {
  const manifest = (name: string) =>
    JSON.stringify(
      {
        name,
        scripts: { test: 'vitest run', build: 'tsc', lint: 'eslint .' },
        devDependencies: { vitest: '5' },
      },
      null,
      2,
    );
  const steps = ['npm ci', 'npm run build', 'npm test'].map((run) => `      - run: ${run}\n`).join('');
  const files = new Map([
    ['package.json', manifest('root')],
    ['package-lock.json', '{}'],
    [
      '.github/workflows/ci.yml',
      `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`,
    ],
  ]);
  for (let each = 0; each < packages; each++)
    files.set(`packages/p${each}/package.json`, manifest(`p${each}`));
  for (let each = 0; files.size < count; each++)
    files.set(`packages/p${each % packages}/src/folder${each % 17}/file${each}.ts`, '');
  return files;
}

function write(files: ReadonlyMap<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'qitops-bench-detect-'));
  const folders = new Set<string>();
  for (const [path, text] of files) {
    const folder = dirname(join(root, path));
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    writeFileSync(join(root, path), text);
  }
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '-A'], { cwd: root });
  return root;
}

async function median(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let each = 0; each < 5; each++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[2]!;
}
