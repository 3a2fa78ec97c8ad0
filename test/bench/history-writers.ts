import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitStore, History } from '@qitops/history';
import { Git } from '@qitops/repository';

const WRITER = join(import.meta.dirname, '../history/writer.ts');

/** 64 processes that add a run each to one repository at once: what is lost, how often each tried, how long it took. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qitops-writers-'));
  try {
    const remote = join(folder, 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const checkouts = Array.from({ length: 64 }, (_, i) => join(folder, `w${i}`));
    for (const path of checkouts) execFileSync('git', ['init', '-q', path]);
    const start = performance.now();
    const written = await Promise.all(checkouts.map((path, i) => write(path, remote, `w${i}x`)));
    const seconds = (performance.now() - start) / 1000;
    const reader = new GitStore({ git: new Git(checkouts[0]!), ref: 'refs/qitops/history', remote });
    const { runs } = await new History(reader, (text) => text).view();
    const refs = execFileSync('git', ['--git-dir', remote, 'for-each-ref', '--format=x']).toString();
    const tries = written.map((each) => each.tries);
    const second = tries.filter((count) => count === 2).length;
    console.log(
      `64 writers at once: ${64 - runs.length} lost, ${second} in two tries, none in more, ` +
        `${refs.trim().split('\n').length - 1} left in the inbox for the next, ${seconds.toFixed(1)} s`,
    );
    if (runs.length !== 64) throw new Error(`broken: ${64 - runs.length} runs were lost`);
    if (Math.max(...tries) > 2) throw new Error(`broken: a writer took ${Math.max(...tries)} tries`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(checkout: string, remote: string, name: string): Promise<{ tries: number }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [WRITER, checkout, remote, name, '1']);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(said) as { tries: number });
      else fail(new Error(`a writer ended with ${code}`));
    });
  });
}
