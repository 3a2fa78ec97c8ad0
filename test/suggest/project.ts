import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Links test runners into a project, as its own `npm ci` would have put them there. */
export function installRunners(root: string): void {
  const here = join(import.meta.dirname, '..');
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['jest', 'mocha', 'chai', 'c8', 'sinon', 'react', 'react-dom'])
    symlinkSync(join(here, 'node_modules', name), join(root, 'node_modules', name));
  for (const name of ['vitest', '@vitest'])
    symlinkSync(join(here, '../node_modules', name), join(root, 'node_modules', name));
}
