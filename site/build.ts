import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'astro';

/** Builds the shell beside `dist` and then puts it in its place, so that a reader never finds half of one. */
const site = import.meta.dirname;
const work = join(site, '.work', String(process.pid));
const fresh = join(work, 'dist');
const dist = join(site, 'dist');

process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.chdir(site);
mkdirSync(work, { recursive: true });
try {
  await build({ root: site, outDir: fresh, logLevel: 'warn' });
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
} finally {
  rmSync(work, { recursive: true, force: true });
}
