import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, folderDigest, isBuiltFrom, markBuiltFrom } from './digest.ts';
import { ROOT } from './layout.ts';
import { run } from './process.ts';

const SITE = join(ROOT, 'site');

/** Folder of the built shell. */
export const SITE_DIST = join(SITE, 'dist');

/** Digest of what the shell is built from. */
export function siteDigest(): string {
  const model = folderDigest(join(ROOT, 'packages/model/src'), (path) => !path.endsWith('.test.ts'));
  return digestOf([folderDigest(SITE, (path) => !path.endsWith('.test.ts')), model]);
}

/** Whether the site can be built: its package names a build script. */
export function hasSite(): boolean {
  const manifest = JSON.parse(readFileSync(join(SITE, 'package.json'), 'utf8')) as {
    scripts?: { build?: string };
  };
  return manifest.scripts?.build !== undefined;
}

/**
 * Builds the shell with Astro unless it is already built from the same files.
 * @returns whether anything was done.
 */
export async function buildSite(): Promise<boolean> {
  const digest = siteDigest();
  if (isBuiltFrom(SITE_DIST, digest)) return false;
  await run(process.execPath, [join(SITE, 'build.ts')], SITE);
  if (!existsSync(join(SITE_DIST, 'index.html'))) throw new Error('the site was built without an index.html');
  markBuiltFrom(SITE_DIST, digest);
  return true;
}
