import type { DetectedUnit } from '@qitops/model';
import { z } from 'zod';
import { type Detected, detected, Manifest } from './manifest.ts';
import { REPORTERS } from './reporters.ts';

const PackageJson = z.object({
  name: z.string().optional(),
  packageManager: z.string().optional(),
  engines: z.record(z.string(), z.string()).optional(),
  scripts: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
});

/** Runners by the package that brings them, in order of preference. */
const RUNNERS: [string, string][] = [
  ['vitest', 'vitest'],
  ['jest', 'jest'],
  ['mocha', 'mocha'],
  ['@playwright/test', 'playwright'],
  ['cypress', 'cypress'],
];
const FRAMEWORKS: [string, string][] = [
  ['next', 'Next.js'],
  ['@nestjs/core', 'NestJS'],
  ['express', 'Express'],
  ['react', 'React'],
  ['vue', 'Vue'],
  ['svelte', 'Svelte'],
  ['astro', 'Astro'],
  ['@angular/core', 'Angular'],
];
const LOCKFILES: [string, string, string][] = [
  ['pnpm-lock.yaml', 'pnpm', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn', 'yarn install --immutable'],
  ['bun.lock', 'bun', 'bun install --frozen-lockfile'],
  ['bun.lockb', 'bun', 'bun install --frozen-lockfile'],
  ['package-lock.json', 'npm', 'npm ci'],
];

/** What a `package.json` and the files beside it say of a unit. */
export function nodeUnit(path: string, manifest: Manifest, files: ReadonlySet<string>): DetectedUnit | null {
  const parsed = PackageJson.safeParse(parseJson(manifest.text));
  if (!parsed.success) return null;
  const { scripts = {}, dependencies = {}, devDependencies = {}, engines = {}, packageManager } = parsed.data;
  const all = { ...dependencies, ...devDependencies };
  const here = (name: string): string => (path === '.' ? name : `${path}/${name}`);
  const lock =
    LOCKFILES.find(([file]) => files.has(here(file))) ?? LOCKFILES.find(([file]) => files.has(file));
  const manager = packageManager?.split('@')[0] ?? lock?.[1] ?? 'npm';
  const lockEvidence = lock
    ? new Manifest(files.has(here(lock[0])) ? here(lock[0]) : lock[0], '').quote('')
    : manifest.quote('"name"');
  const run = (script: string): string =>
    script === 'test' ? `${manager} test` : `${manager} run ${script}`;
  const command = (names: string[], allow: (script: string) => boolean = () => true) => {
    const name = names.find((each) => scripts[each] !== undefined && allow(scripts[each]));
    return name ? detected({ run: run(name), cwd: path }, 0.95, manifest.quote(`"${name}"`)) : null;
  };
  const runners = RUNNERS.filter(([dependency]) => all[dependency] !== undefined);
  const test = scripts.test ?? '';
  if (/\bnode\b.*--test\b/.test(test)) runners.push(['test', 'node:test']);
  const advice = runners.map(([, runner]) => REPORTERS[runner]!);
  const source = [...files].find(
    (file) => file.startsWith(path === '.' ? '' : `${path}/`) && isTypeScript(file),
  );
  const typescript = all.typescript !== undefined || files.has(here('tsconfig.json')) || source !== undefined;
  const frameworks = [...FRAMEWORKS.filter(([dep]) => all[dep] !== undefined), ...runners];
  return {
    path,
    languages: detected(
      [typescript ? 'typescript' : 'javascript'],
      0.95,
      all.typescript === undefined && source
        ? new Manifest(source, '').quote('')
        : manifest.quote(typescript ? '"typescript"' : '"name"'),
    ),
    frameworks: listed(
      frameworks.map(([dependency, name]) => ({ name, evidence: manifest.quote(`"${dependency}"`) })),
    ),
    packageManager: detected(
      { name: manager, version: packageManager?.split('@')[1] ?? null },
      packageManager || lock ? 0.95 : 0.5,
      packageManager ? manifest.quote('"packageManager"') : lockEvidence,
    ),
    runtimes: engines.node ? detected({ node: engines.node }, 0.9, manifest.quote('"engines"')) : null,
    commands: {
      install: detected(
        { run: lock && lock[1] === manager ? lock[2] : `${manager} install`, cwd: path },
        lock ? 0.9 : 0.7,
        lockEvidence,
      ),
      build: command(['build']),
      typecheck: command(['typecheck', 'type-check', 'check-types', 'tsc']),
      test: command(['test', 'test:unit', 'unit'], (script) => !/no test specified/.test(script)),
      e2e: command(['e2e', 'test:e2e']),
      lint: command(['lint', 'lint:check'], (script) => !/--fix\b|--write\b/.test(script)),
      bench: command(['bench', 'benchmark']),
    },
    reporters: advice.map(({ runner, howTo }) => ({ runner, howTo })),
    reports: {
      results: globs(advice.flatMap((each) => each.results)),
      coverage: globs(advice.flatMap((each) => each.coverage)),
    },
    services: null,
    env: null,
  };

  function globs(values: string[]): Detected<string[]> | null {
    const unique = [...new Set(values)].map(here);
    return unique.length > 0 ? detected(unique, 0.5, manifest.quote('"scripts"')) : null;
  }
}

function listed(
  found: { name: string; evidence: ReturnType<Manifest['quote']> }[],
): Detected<string[]> | null {
  if (found.length === 0) return null;
  return detected(
    found.map(({ name }) => name),
    0.9,
    ...found.map((each) => each.evidence),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Source in TypeScript; declarations may describe JavaScript. */
function isTypeScript(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
}
