import { posix } from 'node:path';
import type { DetectDocument, DetectedUnit } from '@qitops/model';
import { otherCiLines, runsIn, workflowLines } from './ci/ci-commands.ts';
import { ciRuntimes } from './ci/ci-runtimes.ts';
import { followedLines } from './ci/followed-lines.ts';
import { readWorkflows } from './ci/workflows.ts';
import { delegated } from './delegated.ts';
import { DENO_MANIFESTS, denoUnit } from './deno-unit.ts';
import { DOTNET } from './dotnet-unit.ts';
import { type CiFacts, finishUnit, testLines } from './finish-unit.ts';
import { GRADLE, MAVEN } from './jvm-units.ts';
import type { Manifest } from './manifest.ts';
import { type Ecosystem, NATIVE, nativeUnit } from './native-units.ts';
import { nodeUnit } from './node-unit.ts';
import { barePythonUnit, PYTHON_MANIFESTS, pythonUnit } from './python-unit.ts';
import { reportingLines } from './reporting-lines.ts';
import { ASIDE, isWithin, StackFiles } from './stack-files.ts';
import { languageOf, type UnitDraft } from './unit-draft.ts';

/** Folders whose files say nothing of what a unit is written in. */
const HELPERS = /(^|\/)(docs?|website|scripts?|bench(es|marks?)?|cdn|dist)(\/|$)/;

const ECOSYSTEMS: Ecosystem[] = [...NATIVE, DOTNET, MAVEN, GRADLE];
/** Ecosystems in which one build of the outer folder takes in the inner ones. */
const REACTORS = new Set(['maven', 'gradle', 'cargo', 'nuget', 'bundler']);

type Counts = Map<string, { count: number; first: string }>;

/**
 * What a folder is made of: its units (a monorepo has several) and its workflows.
 * @param without files to look past.
 */
export async function detectStack(
  root: string,
  { without = [] }: { without?: readonly string[] } = {},
): Promise<Pick<DetectDocument, 'units' | 'workflows'>> {
  const all = await StackFiles.of(root);
  const files =
    without.length === 0
      ? all
      : new StackFiles(
          root,
          all.paths.filter((path) => !without.includes(path)),
        );
  const folders = unitFolders(files);
  const counts = countLanguages(files, new Set(folders));
  const workflows = await readWorkflows(root, files.paths);
  const ci: CiFacts = {
    workflows,
    lines: await followedLines([...workflowLines(workflows), ...(await otherCiLines(files))], files),
    runtimes: await ciRuntimes(workflows, files),
  };
  const drafts = await draftsOf({ files, folders, counts, ci });
  for (const draft of drafts) delegated(draft, drafts);
  const bare = drafts.length === 0 ? barePythonUnit(files) : null;
  const known = bare ? [bare] : drafts;
  const units: DetectedUnit[] = await Promise.all(known.map((draft) => finishUnit(draft, files, ci)));
  const tested = known.map((draft) => {
    const lines = testLines(draft, ci);
    return {
      path: draft.path,
      jobs: new Set(lines.map(({ job }) => job)),
      reporting: reportingLines(draft, lines),
    };
  });
  return {
    units,
    workflows: workflows.map(({ path, jobs }) => {
      const tests = jobs.filter((job) => tested.some((unit) => unit.jobs.has(job)));
      const own = tested.filter((unit) => jobs.some((job) => unit.jobs.has(job)));
      const reporting = tested.flatMap((unit) => unit.reporting.filter((one) => one.path === path));
      return {
        path,
        jobs: jobs.map(({ id }) => id),
        tests: tests.map(({ id }) => id),
        ...(own.length > 0 ? { units: [...new Set(own.map((unit) => unit.path))] } : {}),
        ...(reporting.length > 0 ? { reporting: reporting.map(({ path: _, ...one }) => one) } : {}),
      };
    }),
  };
}

/** Folders with a manifest, sorted. */
function unitFolders(files: StackFiles): string[] {
  const folders = new Set<string>();
  for (const path of files.paths) {
    const folder = posix.dirname(path);
    const name = posix.basename(path);
    if (folders.has(folder) || !isManifest(name) || ASIDE.test(folder)) continue;
    // a module of a package may be called like a manifest
    if (name === 'setup.py' && files.has(`${folder}/__init__.py`)) continue;
    folders.add(folder);
  }
  return [...folders].sort();
}

function isManifest(name: string): boolean {
  return (
    name === 'package.json' ||
    DENO_MANIFESTS.includes(name) ||
    PYTHON_MANIFESTS.includes(name) ||
    ECOSYSTEMS.some(({ manifests }) =>
      manifests.some((one) => (typeof one === 'string' ? one === name : one.test(name))),
    )
  );
}

/** Source files by language, each counted for the nearest unit above it. */
function countLanguages(files: StackFiles, units: ReadonlySet<string>): Map<string, Counts> {
  const aside = new Map<string, boolean>();
  const isAside = (folder: string): boolean => {
    const known = aside.get(folder) ?? (ASIDE.test(folder) || HELPERS.test(folder));
    aside.set(folder, known);
    return known;
  };
  const homes = new Map<string, string>();
  const homeOf = (folder: string): string => {
    const known = homes.get(folder);
    if (known !== undefined) return known;
    const home = units.has(folder) || folder === '.' ? folder : homeOf(posix.dirname(folder));
    homes.set(folder, home);
    return home;
  };
  const counts = new Map<string, Counts>();
  for (const path of files.paths) {
    const language = languageOf(path);
    const folder = posix.dirname(path);
    if (language === null || isAside(folder)) continue;
    const home = homeOf(folder);
    const own: Counts = counts.get(home) ?? new Map();
    counts.set(home, own);
    const found = own.get(language);
    if (found) found.count += 1;
    else own.set(language, { count: 1, first: path });
  }
  return counts;
}

async function draftsOf({
  files,
  folders,
  counts,
  ci,
}: {
  files: StackFiles;
  folders: readonly string[];
  counts: Map<string, Counts>;
  ci: CiFacts;
}): Promise<UnitDraft[]> {
  const drafts: UnitDraft[] = [];
  for (const folder of folders) {
    const around = { files, counts: counts.get(folder) ?? new Map() };
    const [packageJson] = await files.readIn(folder, ['package.json']);
    const run = ci.lines.filter((line) => runsIn(line, folder)).map((line) => line.run);
    const wide = (): Counts => sumOf(counts, folder);
    const node = packageJson && (await nodeUnit(folder, packageJson, { ...around, wide, ci: run }));
    if (node) drafts.push(node);
    const [denoJson] = await files.readIn(folder, DENO_MANIFESTS);
    // beside a package.json with tests of its own it configures what else the package runs on
    if (denoJson && !node?.commands.test)
      drafts.push(await denoUnit(folder, denoJson, { ...around, ci: run }));
    for (const ecosystem of ECOSYSTEMS) {
      const manifests = inOrder(await files.readIn(folder, ecosystem.manifests), ecosystem);
      const outer = drafts.some(
        (draft) =>
          REACTORS.has(ecosystem.manager) &&
          isManagedBy(draft, ecosystem.manager) &&
          isWithin(folder, draft.path),
      );
      if (manifests.length === 0 || outer) continue;
      // files of the members of a build are files of the build
      const wide = REACTORS.has(ecosystem.manager) ? sumOf(counts, folder) : around.counts;
      drafts.push(await nativeUnit(ecosystem, { path: folder, manifests, files, counts: wide }));
    }
    const python = await files.readIn(folder, PYTHON_MANIFESTS);
    // a list of what documents them is no project, and what lies below tests is what they work on
    const documents =
      HELPERS.test(folder) &&
      !around.counts.has('python') &&
      python.every(({ path }) => path.endsWith('/requirements.txt'));
    if (python.length > 0 && !documents && !/(^|\/)tests?\//.test(folder))
      drafts.push(await pythonUnit(folder, inPythonOrder(python), around));
  }
  return drafts;
}

function isManagedBy(draft: UnitDraft, manager: string): boolean {
  return draft.packageManager?.value.name === manager;
}

function sumOf(counts: Map<string, Counts>, folder: string): Counts {
  const sum: Counts = new Map();
  for (const [home, own] of counts) {
    if (home !== folder && !isWithin(home, folder)) continue;
    for (const [language, { count, first }] of own) {
      const found = sum.get(language);
      if (found) found.count += count;
      else sum.set(language, { count, first });
    }
  }
  return sum;
}

function inOrder(manifests: Manifest[], { manifests: names }: Ecosystem): Manifest[] {
  const rank = ({ path }: Manifest): number =>
    names.findIndex((one) =>
      typeof one === 'string' ? one === posix.basename(path) : one.test(posix.basename(path)),
    );
  return manifests.sort((a, b) => rank(a) - rank(b));
}

function inPythonOrder(manifests: Manifest[]): Manifest[] {
  const rank = ({ path }: Manifest): number => PYTHON_MANIFESTS.indexOf(posix.basename(path));
  return manifests.sort((a, b) => rank(a) - rank(b));
}
