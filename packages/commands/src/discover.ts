import { relative, resolve, sep } from 'node:path';
import { UserError } from '@qitops/model';
import { Git } from '@qitops/repository';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { CommandContext } from './context.ts';

/** Where results lie on the common layouts. */
export const RESULT_GLOBS = [
  '**/{junit*,*junit,test-results,TEST-*,*.test-results,ctrf-report}*.{xml,json}',
  '**/{test-results,test-reports,surefire-reports,junit}/**/*.xml',
  '**/TestResults/**/*.trx',
  '**/test-results*.tap',
  '**/allure-results/*-result.json',
];

/** Where coverage lies on the common layouts. */
export const COVERAGE_GLOBS = [
  '**/{lcov.info,coverage-final.json,cobertura*.xml,*.cobertura.xml,coverage.xml,jacoco*.xml,clover.xml,coverage.out,*.coverprofile,coverage.json}',
];

const NEVER = ['**/node_modules/**', '**/.git/**', '**/vendor/**', '**/.qitops/**'];

export interface Found {
  /** Absolute path, and the path that messages show: relative to the caller's directory. */
  files: { absolute: string; shown: string }[];
  /** Globs that the user gave (then nothing is passed over as an alternative). */
  explicit: boolean;
  /** What was looked for. */
  patterns: string[];
}

/**
 * Files that `patterns` match below the caller's directory or, when there are none, what the defaults match of the
 * files that git does not track.
 */
export async function discover(
  context: CommandContext,
  patterns: readonly string[],
  defaults: readonly string[],
): Promise<Found> {
  const explicit = patterns.length > 0;
  const wanted = explicit ? patterns : defaults;
  const matches = new Set<string>();
  const globs: string[] = [];
  for (const pattern of wanted) {
    if (explicit && !isDynamicPattern(pattern)) matches.add(resolve(context.cwd, pattern));
    else globs.push(pattern.split(sep).join('/'));
  }
  const options = { cwd: context.cwd, absolute: true, dot: false, ignore: ignoredBy(wanted) };
  const tracked = explicit ? new Set<string>() : await trackedFiles(context.cwd);
  for (const found of globs.length > 0 ? await glob(globs, options) : []) {
    const path = resolve(found);
    // what is committed was not written by this run
    if (!tracked.has(path)) matches.add(path);
  }
  const files = [...matches]
    .sort()
    .map((absolute) => ({ absolute, shown: shownPath(context.cwd, absolute) }));
  return { files, explicit, patterns: [...wanted] };
}

/** What is never looked into, unless a pattern names it itself. */
function ignoredBy(patterns: readonly string[]): string[] {
  return NEVER.filter((ignored) => {
    const folder = ignored.replaceAll('**', '').replaceAll('/', '');
    return !patterns.some((pattern) => pattern.split(/[\\/]/).includes(folder));
  });
}

/** Absolute paths that git tracks below a folder; none outside a repository. */
async function trackedFiles(folder: string): Promise<Set<string>> {
  const result = await new Git(folder).run(['ls-files', '-z']);
  const paths = result.code === 0 ? result.stdout.toString('utf8').split('\0').filter(Boolean) : [];
  return new Set(paths.map((path) => resolve(folder, path)));
}

/** Says that nothing was found, where it was looked for and what would help. */
export function nothingFound(context: CommandContext, found: Found, kind: string): UserError {
  return new UserError({
    what: `no ${kind} files match ${found.patterns.join(', ')}`,
    where: context.cwd,
    remedy: found.explicit
      ? 'check the path, and quote globs so that the shell leaves them alone'
      : `let the test runner write a report (\`qitops detect\` names the exact option), or give the path`,
  });
}

function shownPath(cwd: string, absolute: string): string {
  const path = relative(cwd, absolute).split(sep).join('/');
  return path.startsWith('../') ? absolute : path;
}
