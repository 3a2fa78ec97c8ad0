import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';

/** Folders of what the jobs of a run handed on, by the run's repository. */
const stores = new WeakMap<object, string>();

/** Does what `actions/upload-artifact` does with paths that begin in the workspace: the folders stay as they are. */
export function carryAway(run: object, workspace: string, given: Readonly<Record<string, unknown>>): void {
  const lines = String(given.path ?? '').split('\n');
  const patterns = lines.map((line) => line.trim()).filter((line) => line !== '');
  const exclude = patterns.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const wanted = patterns.filter((line) => !line.startsWith('!'));
  const files = globSync(wanted, {
    cwd: workspace,
    exclude: ['**/.git', ...exclude.map((line) => line.replace(/\/\*\*$/, ''))],
  });
  const store = stores.get(run) ?? mkdtempSync(join(tmpdir(), 'qitops-carried-'));
  stores.set(run, store);
  for (const file of files) {
    if (!statSync(join(workspace, file)).isFile()) continue;
    const to = join(store, String(given.name ?? 'artifact'), file);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(workspace, file), to);
  }
}

/** Does what `actions/download-artifact` does with a `pattern`: each artifact comes into a folder of its name. */
export function bringBack(run: object, workspace: string, given: Readonly<Record<string, unknown>>): void {
  const store = stores.get(run);
  if (!store || !existsSync(store)) return;
  for (const name of readdirSync(store).filter((each) => matchesGlob(each, String(given.pattern ?? '*'))))
    cpSync(join(store, name), join(workspace, String(given.path ?? '.'), name), { recursive: true });
}
