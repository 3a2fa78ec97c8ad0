import type { PathThere } from '@qitops/model';
import picomatch from 'picomatch';

/** A file that a proposal wants to write. */
export interface WantedFile {
  path: string;
  content: string;
}

export interface WriteRules {
  /** Globs that the configuration adds. */
  globs: readonly string[];
  /** Whether a path is that of a test. */
  isTest: (path: string) => boolean;
}

/** Where a proposal may always write. */
const OWN = 'tests/qitops/';
const MOST_FILES = 20;
const MOST_BYTES = 50_000;
const MOST_TOGETHER = 200_000;
const LONGEST_PATH = 300;

/** Why a file may not be written, whatever it holds; null = it may. */
export function pathProblem(path: string, { globs, isTest }: WriteRules): string | null {
  const parts = path.split('/');
  if (path.length > LONGEST_PATH) return 'its path is too long';
  if (/[\\:*?"<>|\p{Cc}\p{Cf}]/u.test(path))
    return 'its path has characters that a file may not have everywhere';
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[. ]$|^ /.test(part)))
    return 'its path is not a plain one inside the repository';
  if (parts.some((part) => /^\.git(hub|modules|attributes)?$|^git~\d/i.test(part)))
    return 'nothing is written to git, workflows or settings of the host';
  if (path.startsWith(OWN)) return null;
  if (globs.some((glob) => picomatch.isMatch(path, glob, { dot: false }))) return null;
  if (isTest(path) && !parts.some((part) => part.startsWith('.'))) return null;
  return `only tests, files below ${OWN} and what \`suggest.write\` of qitops.yml names may be written`;
}

/** Every reason why files may not be written together; none = they may. */
export function limitProblems(files: readonly WantedFile[], rules: WriteRules): string[] {
  const problems = files.flatMap((file) => {
    const problem = pathProblem(file.path, rules);
    const long = Buffer.byteLength(file.content) > MOST_BYTES ? `it has more than ${MOST_BYTES} bytes` : null;
    return [problem, long].flatMap((reason) => (reason ? [`${file.path}: ${reason}`] : []));
  });
  if (files.length > MOST_FILES) problems.push(`there are more than ${MOST_FILES} files`);
  if (files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0) > MOST_TOGETHER)
    problems.push(`all files together have more than ${MOST_TOGETHER} bytes`);
  const folded = files.map(({ path }) => path.toLowerCase());
  if (new Set(folded).size < folded.length) problems.push('two files differ in nothing but case');
  return problems;
}

/** Why a file may not be put where something is already; `replaces`: files that it may take the place of. */
export function placeProblem(path: string, there: PathThere, replaces: ReadonlySet<string>): string | null {
  if (there.kind === 'none') return null;
  if (there.kind === 'other') return `${path}: a folder, link or submodule is there`;
  return replaces.has(path) ? null : `${path}: a file is there already`;
}
