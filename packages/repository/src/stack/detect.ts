import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { DetectDocument, DetectedUnit } from '@qitops/model';
import { glob } from 'tinyglobby';
import { parse } from 'yaml';
import { Git } from '../git.ts';
import { Manifest } from './manifest.ts';
import { nodeUnit } from './node-unit.ts';
import { MANIFEST_NAMES, otherUnit } from './other-units.ts';

/** Folders whose manifests describe no unit of the repository. */
const ASIDE =
  /(^|\/)(node_modules|vendor|third_party|fixtures?|__fixtures__|testdata|examples?|templates?)(\/|$)/;

/** What a folder is made of: its units (a monorepo has several) and its workflows. */
export async function detectStack(root: string): Promise<Pick<DetectDocument, 'units' | 'workflows'>> {
  const files = await filesOf(root);
  const manifests = new Map<string, string[]>();
  for (const path of files) {
    const name = posix.basename(path);
    if (name !== 'package.json' && !MANIFEST_NAMES.has(name)) continue;
    const folder = posix.dirname(path);
    if (ASIDE.test(folder)) continue;
    manifests.set(folder, [...(manifests.get(folder) ?? []), path]);
  }
  const known = new Set(files);
  const units: DetectedUnit[] = [];
  for (const [folder, paths] of [...manifests].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const read = await Promise.all(
      paths.map(async (path) => new Manifest(path, await readFile(join(root, path), 'utf8'))),
    );
    const packageJson = read.find((manifest) => posix.basename(manifest.path) === 'package.json');
    const node = packageJson && nodeUnit(folder, packageJson, known);
    const other = otherUnit(folder, read);
    if (node) units.push(node);
    if (other) units.push(other);
  }
  if (units.length === 0) {
    const bare = bareUnit(files);
    if (bare) units.push(bare);
  }
  return { units, workflows: await workflowsOf(root, files) };
}

/** Files that git tracks, or in a folder without git all of them. */
async function filesOf(root: string): Promise<string[]> {
  const result = await new Git(root).run(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  if (result.code === 0) return result.stdout.toString('utf8').split('\0').filter(Boolean);
  return glob(['**/*'], { cwd: root, dot: true, ignore: ['**/node_modules/**', '**/.git/**'] });
}

/** A repository without a manifest: Python scripts with tests beside them are common. */
function bareUnit(files: readonly string[]): DetectedUnit | null {
  const test = files.find((path) => /(^|\/)(test_[^/]*|[^/]*_test)\.py$/.test(path));
  const unit = test ? otherUnit('.', [new Manifest('pytest.ini', '')]) : null;
  if (!test || !unit) return null;
  const source = [new Manifest(test, '').quote('')];
  for (const field of [unit.languages, unit.packageManager, unit.commands.test])
    if (field) field.evidence = source;
  unit.commands.install = null;
  return unit;
}

async function workflowsOf(root: string, files: readonly string[]): Promise<DetectDocument['workflows']> {
  const workflows: DetectDocument['workflows'] = [];
  for (const path of files) {
    if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) continue;
    let jobs: string[] = [];
    try {
      const value = parse(await readFile(join(root, path), 'utf8')) as { jobs?: object } | null;
      jobs = Object.keys(value?.jobs ?? {});
    } catch {
      // a workflow that is no YAML runs no jobs; GitHub says so itself
    }
    workflows.push({ path, jobs });
  }
  return workflows;
}
