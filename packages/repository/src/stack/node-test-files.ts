import type { StackFiles } from './stack-files.ts';

/** Where runners look by themselves, as far as they agree. */
const CUSTOMARY: Record<string, RegExp> = {
  jest: /(^|\/)__tests__\/.*\.[cm]?[jt]sx?$|(^|[./])(test|spec)\.[cm]?[jt]sx?$/,
  vitest: /\.(test|spec)\.[cm]?[jt]sx?$/,
};

/**
 * Whether a runner would find no test below a unit. False where that is not sure: for other runners, and where a
 * configuration says where to look, unless it is a plain `testRegex`. `settings` are those of `jest` in package.json.
 */
export function hasNoTests(
  runner: string,
  { path, settings, files }: { path: string; settings: Readonly<Record<string, unknown>>; files: StackFiles },
): boolean {
  const customary = CUSTOMARY[runner];
  if (!customary) return false;
  const told = ['testMatch', 'roots', 'projects', 'preset'].some((key) => settings[key] !== undefined);
  const apart = files
    .namesIn(path)
    .some((name) => /^(jest|vitest|vite)\.(config|workspace)\.|^\.?jest/.test(name));
  if (told || apart) return false;
  const { testRegex } = settings;
  const pattern = testRegex === undefined ? customary : regExp(testRegex);
  if (pattern === null) return false;
  const below = path === '.' ? '' : `${path}/`;
  return !files.paths.some((file) => file.startsWith(below) && pattern.test(`/${file}`));
}

function regExp(text: unknown): RegExp | null {
  try {
    return typeof text === 'string' ? new RegExp(text) : null;
  } catch {
    return null; // jest itself says what is wrong with it
  }
}
