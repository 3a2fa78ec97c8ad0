// Runs before `npm run qitops`: in a fresh clone it installs what the command line needs. Plain JavaScript, because it
// must run on the Node of the machine, before the project's own is there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

if (!existsSync(join(root, 'node_modules/.modules.yaml'))) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const shell = process.platform === 'win32';
  const { status } = spawnSync(npm, ['run', '-s', 'setup'], { cwd: root, shell, stdio: ['ignore', 2, 2] });
  process.exitCode = status ?? 1;
}
