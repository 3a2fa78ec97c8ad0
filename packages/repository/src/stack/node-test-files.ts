import type { Manifest } from './manifest.ts';
import { type StackFiles, within } from './stack-files.ts';

/** Where runners look by themselves, as far as they agree. */
const CUSTOMARY: Record<string, RegExp> = {
  jest: /(^|\/)__tests__\/.*\.[cm]?[jt]sx?$|(^|[./])(test|spec)\.[cm]?[jt]sx?$/,
  vitest: /\.(test|spec)\.[cm]?[jt]sx?$/,
};

/**
 * Whether a runner would find no test below a unit. False where that is not sure: for other runners, and where a
 * configuration says where to look, unless it is the plain `testRegex` of a package.json.
 */
export function hasNoTests(
  runner: string,
  { path, manifest, files }: { path: string; manifest: Manifest; files: StackFiles },
): boolean {
  const customary = CUSTOMARY[runner];
  if (!customary) return false;
  const own = /"testRegex"\s*:\s*"((?:[^"\\]|\\.)+)"/.exec(manifest.text)?.[1];
  const told = /"(testMatch|roots|projects|preset)"\s*:/.test(manifest.text);
  const apart = files
    .namesIn(path)
    .some((name) => /^(jest|vitest|vite)\.(config|workspace)\.|^\.?jest/.test(name));
  if (told || apart) return false;
  const pattern = own === undefined ? customary : regExp(own);
  if (pattern === null) return false;
  const prefix = within(path, '');
  const below = path === '.' ? '' : prefix;
  return !files.paths.some((file) => file.startsWith(below) && pattern.test(`/${file}`));
}

function regExp(text: string): RegExp | null {
  try {
    return new RegExp(JSON.parse(`"${text}"`) as string);
  } catch {
    return null; // jest itself says what is wrong with it
  }
}
