import type { Evidence } from '@qitops/model';
import { z } from 'zod';
import { delegates } from './delegated.ts';
import { detected, type Manifest } from './manifest.ts';
import { execPrefix, nodeInstall, runScript } from './node-lock.ts';
import { calls, expanded, reaches, swallowsOptions, unattended } from './node-scripts.ts';
import { hasNoTests } from './node-test-files.ts';
import { REPORTERS } from './reporters.ts';
import { isNamed, scriptFor } from './script-choice.ts';
import { type StackFiles, within } from './stack-files.ts';
import { checksFirst, leavesOf } from './test-leaf.ts';
import { commandOf, type LanguageCounts, languagesOf, NO_COMMANDS, type UnitDraft } from './unit-draft.ts';

const Texts = z.record(z.string(), z.string()).optional().catch(undefined);
const PackageJson = z.object({
  name: z.string().optional().catch(undefined),
  engines: Texts,
  volta: Texts,
  scripts: Texts,
  dependencies: Texts,
  devDependencies: Texts,
  peerDependencies: Texts,
  jest: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Runners by the package that brings them, in order of preference. */
const RUNNERS: [string, string][] = [
  ['vitest', 'vitest'],
  ['jest', 'jest'],
  ['react-scripts', 'jest'],
  ['mocha', 'mocha'],
  ['ava', 'ava'],
  ['@playwright/test', 'playwright'],
  ['cypress', 'cypress'],
  ['borp', 'borp'],
  ['better-node-test', 'node:test'],
  ['karma', 'karma'],
  ['tape', 'tape'],
  ['tap', 'tap'],
  ['jasmine', 'jasmine'],
];
/** The release of Angular from which its command has options for reports. */
const OWN_OPTIONS = 21;
/** Those that other runners take for their library: beside one they count where a script calls them. */
const EMBEDDED = new Set(['tape', 'tap', 'jasmine']);
const FRAMEWORKS: [string, string][] = [
  ['next', 'Next.js'],
  ['nuxt', 'Nuxt'],
  ['@remix-run/react', 'Remix'],
  ['@nestjs/core', 'NestJS'],
  ['express', 'Express'],
  ['fastify', 'Fastify'],
  ['koa', 'Koa'],
  ['hono', 'Hono'],
  ['react', 'React'],
  ['vue', 'Vue'],
  ['svelte', 'Svelte'],
  ['solid-js', 'Solid'],
  ['astro', 'Astro'],
  ['@angular/core', 'Angular'],
  ['electron', 'Electron'],
];
/** Generators of documentation that bring a framework for their pages. */
const DOCUMENTS: Record<string, string[]> = { vue: ['vitepress', 'vuepress'], react: ['@docusaurus/core'] };
/** Those that a package brings for its tests alone when they are development dependencies. */
const SERVERS = new Set(['express', 'fastify', 'koa', 'hono']);
const CONFIGS = [
  /^(vitest|vite|jest|playwright|cypress|web-test-runner|ava)\.(config|workspace)\.[cm]?[jt]s$/,
  /^karma\.conf\.[cm]?[jt]s$/,
  /^\.(mocharc|nycrc|c8rc|taprc)(\.\w+)?$/,
  'bunfig.toml',
  /^jest\.config\.json$/,
];

/** What is known around a `package.json`. */
export interface NodeSurroundings {
  files: StackFiles;
  /** Source files of the unit's own. */
  counts: LanguageCounts;
  /** Those and the ones of all units below it. */
  wide(): LanguageCounts;
  /** Lines that the CI runs in its folder. */
  ci: readonly string[];
}

/** What a `package.json` and the files beside it say of a unit; null when it is none. */
export async function nodeUnit(
  path: string,
  manifest: Manifest,
  { files, counts, wide, ci }: NodeSurroundings,
): Promise<UnitDraft | null> {
  const parsed = PackageJson.safeParse(parseJson(manifest.text));
  if (!parsed.success) return null;
  const {
    name: own,
    scripts = {},
    dependencies = {},
    devDependencies = {},
    peerDependencies = {},
    jest = {},
  } = parsed.data;
  const all = { ...dependencies, ...devDependencies };
  const install = await nodeInstall(path, files);
  // by its name, or by what it says
  const lineAt = (name: string) => {
    const { ref } = scriptAt(name);
    return {
      run: scripts[name]!,
      path: manifest.path,
      line: ref && 'line' in ref ? (ref.line ?? 1) : 1,
    };
  };
  const ran = (name: string): boolean =>
    ci.some(
      (line) =>
        calls(line, name) || line.replace(/^(npx|yarn|bunx|pnpm( exec)?) /, '') === scripts[name]?.trim(),
    );
  const scriptAt = (name: string): Evidence => quoteScript(manifest, name);
  const karma = all.karma === undefined ? [] : await files.readIn(path, [/^karma\.conf\./]);
  // a machine of a CI has no screen
  const windowless = (text: string): string[] =>
    all.karma !== undefined &&
    /\bng test\b/.test(text) &&
    !/--browsers\b/.test(text) &&
    !karma.some((config) => /Headless/.test(config.text))
      ? ['--browsers=ChromeHeadless']
      : [];
  const command = (kind: 'build' | 'typecheck' | 'test' | 'e2e' | 'lint' | 'bench') => {
    const name = scriptFor(kind, scripts, ran);
    if (name === null) return { found: null, text: null, name: null };
    const text = expanded(scripts, scripts[name]!);
    const args = kind === 'test' ? [unattended(text), ...windowless(text)].filter(Boolean).join(' ') : '';
    return {
      found: commandOf(
        runScript(install.manager, name, args),
        path,
        isNamed(kind, name) ? 0.9 : 0.75,
        scriptAt(name),
      ),
      text,
      name,
    };
  };
  const test = command('test');
  const texts = Object.fromEntries(
    Object.entries(scripts).map(([name, text]) => [name, expanded(scripts, text)]),
  );
  const e2e = command('e2e');
  const commands = {
    ...NO_COMMANDS,
    install: commandOf(
      install.run,
      install.folder,
      install.confidence,
      ...orElse(install.evidence, manifest),
    ),
    build: command('build').found,
    typecheck: command('typecheck').found,
    test: test.found,
    e2e: e2e.name === test.name ? null : e2e.found,
    lint: command('lint').found,
    bench: command('bench').found,
  };
  const configs = [manifest, ...(await files.readIn(path, CONFIGS))];
  const lines = Object.values(scripts).join('\n');
  const called = (key: string): boolean => REPORTERS[key]!.invoked.test(lines);
  const runners = RUNNERS.filter(
    ([dependency, key]) =>
      all[dependency] !== undefined ||
      // Angular's command runs whatever its workspace says
      (key !== 'karma' && called(key)),
  );
  const keys = runners
    .filter(([dependency, key], _, found) =>
      EMBEDDED.has(key) ? (all[dependency] !== undefined && called(key)) || found.length === 1 : true,
    )
    .map(([, key]) => key);
  // runners that nothing has to bring
  for (const key of ['node:test', 'bun'])
    if (REPORTERS[key]!.invoked.test(`${lines}\n${test.text === null ? ci.join('\n') : ''}`)) keys.push(key);
  const angular = Number(/\d+/.exec(all['@angular/build'] ?? all['@angular/cli'] ?? '')?.[0] ?? 0);
  // Angular's command runs Vitest by options of its own
  if (keys[0] === 'vitest' && /\bng test\b/.test(test.text ?? '') && angular >= OWN_OPTIONS)
    keys.splice(0, 1, 'ng');
  const first = keys.findIndex((key) => REPORTERS[key]!.invoked.test(test.text ?? ''));
  if (first > 0) keys.unshift(...keys.splice(first, 1));
  const { engines = {}, volta = {} } = parsed.data;
  // the root of a workspace has them for its members, its documentation or its tests
  const isRoot =
    /"workspaces"\s*:/.test(manifest.text) ||
    ['pnpm-workspace.yaml', 'lerna.json'].some((name) => files.has(within(path, name)));
  const isForTools = (dependency: string): boolean =>
    SERVERS.has(dependency) ||
    isRoot ||
    (DOCUMENTS[dependency] ?? []).some((generator) => devDependencies[generator] !== undefined);
  const typed =
    all.typescript !== undefined || files.has(within(path, 'tsconfig.json')) ? 'typescript' : 'javascript';
  // a runner that drives a browser of its own finds none on a fresh machine
  const browsers =
    Object.keys(all).some((name) => /^@vitest\/browser(-playwright)?$/.test(name)) ||
    REPORTERS.playwright!.invoked.test(test.text ?? '');
  const build = scriptFor('build', scripts, ran);
  const before = [scripts[`pre${test.name ?? 'test'}`] ?? '', test.name ? scripts[test.name]! : ''];
  const example = files.has(within(path, '.env'))
    ? undefined
    : files.namesIn(path).find((name) => /^\.env\.(example|sample|template|dist)$/.test(name));
  // by name, also where a script in between calls it
  const buildsItself = build !== null && before.some((text) => reaches(scripts, text, build));
  return {
    path,
    languages: languagesOf(isRoot ? wide() : counts, ['typescript', 'javascript'], {
      language: typed,
      evidence: manifest.quote(all.typescript === undefined ? '"name"' : '"typescript"'),
    }),
    // what a package is made for, or is called, makes it no application of it
    frameworks: FRAMEWORKS.filter(
      ([dependency]) =>
        dependency !== own &&
        (dependencies[dependency] ?? (isForTools(dependency) ? undefined : devDependencies[dependency])) !==
          undefined &&
        peerDependencies[dependency] === undefined,
    ).map(([dependency, name]) => ({ name, evidence: manifest.quote(`"${dependency}"`) })),
    packageManager: detected(
      {
        name: install.manager,
        version: install.version,
        ...(install.compatible ? { compatible: install.compatible } : {}),
      },
      install.confidence,
      ...orElse(install.evidence, manifest),
    ),
    runtimes: [
      ...['node', 'bun'].flatMap((runtime) =>
        engines[runtime]
          ? [{ runtime, version: engines[runtime], rank: 2, evidence: manifest.quote(`"${runtime}"`) }]
          : [],
      ),
      ...(volta.node
        ? [{ runtime: 'node', version: volta.node, rank: 0, evidence: manifest.quote('"volta"') }]
        : []),
    ],
    commands,
    runners: [...new Set(keys)],
    testLine: test.text,
    ...(test.name && keys[0]
      ? callsIn(scripts, test.name, { manager: install.manager, runner: keys[0] })
      : {}),
    texts,
    configs,
    ...(browsers ? { browsers: browserInstall(install.manager) } : {}),
    ...(buildsItself ? { buildsItself } : {}),
    ...(example ? { exampleEnv: example } : {}),
    ...(swallowsOptions(scripts, test.name) ? { swallows: true } : {}),
    ...(keys[0] && !delegates(test.text ?? '') && hasNoTests(keys[0], { path, settings: jest, files })
      ? { withoutTests: true }
      : {}),
    scripts: Object.fromEntries(
      (['build', 'typecheck', 'test', 'e2e', 'lint', 'bench'] as const).flatMap((kind) => {
        const name = scriptFor(kind, scripts, ran);
        return name ? [[kind, [name]]] : [];
      }),
    ),
    scriptLines: Object.keys(scripts).map(lineAt),
    ...(test.name ? { reachedLines: reached(scripts, test.name).map(lineAt) } : {}),
  };
}

/** A test script with those before and behind it, and all that these call. */
function reached(scripts: Readonly<Record<string, string>>, test: string): string[] {
  const own = [test, `pre${test}`, `post${test}`].filter((name) => scripts[name] !== undefined);
  return Object.keys(scripts).filter(
    (name) => own.includes(name) || own.some((from) => reaches(scripts, scripts[from]!, name)),
  );
}

/** How a test script comes to its runner. */
function callsIn(
  scripts: Readonly<Record<string, string>>,
  name: string,
  by: { manager: string; runner: string },
): Pick<UnitDraft, 'leaves' | 'checksFirst'> {
  return { leaves: leavesOf(scripts, name, by), checksFirst: checksFirst(scripts, name, by) };
}

/** The playwright of the project brings its own browsers. */
function browserInstall(manager: string): string {
  return `${execPrefix(manager)} playwright install --with-deps`;
}

function orElse(found: Evidence[], manifest: Manifest): Evidence[] {
  return found.length > 0 ? found : [manifest.quote('"name"')];
}

/** The line of a script, which may share its name with a dependency. */
function quoteScript(manifest: Manifest, name: string): Evidence {
  const from = Math.max(0, manifest.text.indexOf('"scripts"'));
  const offset = manifest.text.indexOf(`"${name}"`, from);
  return manifest.at(offset < 0 ? from : offset, 'script');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
