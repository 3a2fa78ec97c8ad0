import { posix } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../manifest.ts';
import { type StackFiles, within } from '../stack-files.ts';
import { type CiLine, linesOf } from './ci-commands.ts';
import { mappingOf } from './workflow-file.ts';

/** Scripts that call scripts are followed this deep. */
const DEPTH = 3;
/** Lines that one line of the CI may lead to. */
const MOST = 200;

const MAKEFILES = ['Makefile', 'makefile', 'GNUmakefile'];
const JUSTFILES = ['justfile', 'Justfile', '.justfile'];
const TASKFILES = ['Taskfile.yml', 'Taskfile.yaml', 'taskfile.yml'];

/** The lines of the CI, each before those of the script, of the Makefile's, justfile's or Taskfile's target that it calls. */
export async function followedLines(lines: readonly CiLine[], files: StackFiles): Promise<CiLine[]> {
  const found: CiLine[] = [];
  for (const line of lines) found.push(line, ...(await calledBy(line, files, DEPTH)).slice(0, MOST));
  return found;
}

async function calledBy(line: CiLine, files: StackFiles, depth: number): Promise<CiLine[]> {
  if (depth === 0 || line.cwd.includes('*')) return [];
  const caller = line.caller ?? { path: line.path, line: line.line };
  const called = [...(await targetsOf(line, files)), ...(await scriptOf(line, files))].map((one) => ({
    ...one,
    caller,
  }));
  const deeper: CiLine[] = [];
  for (const one of called) {
    if (one.run !== line.run) deeper.push(one, ...(await calledBy(one, files, depth - 1)));
  }
  return deeper;
}

const CALLS: [RegExp, readonly string[], (manifest: Manifest, target: string) => Recipe[]][] = [
  [/^(?:@|-)?(?:make|\$\(MAKE\)|\$\{MAKE\})((?:\s+\S+)*)$/, MAKEFILES, makeRecipe],
  [/^just((?:\s+\S+)*)$/, JUSTFILES, makeRecipe],
  [/^(?:go-)?task((?:\s+\S+)*)$/, TASKFILES, taskRecipe],
];

interface Recipe {
  run: string;
  line: number;
}

async function targetsOf(line: CiLine, files: StackFiles): Promise<CiLine[]> {
  const found: CiLine[] = [];
  for (const command of line.run.split(/\s*(?:&&|;)\s*/)) {
    for (const [call, names, recipeOf] of CALLS) {
      const words = call.exec(command)?.[1]?.trim().split(/\s+/);
      if (!words) continue;
      const at = words.indexOf('-C');
      const folder = at < 0 ? line.cwd : posix.join(line.cwd, words[at + 1] ?? '.');
      const [manifest] = await files.readIn(folder, names);
      if (!manifest) continue;
      const targets = words.filter(
        (word, index) => /^[\w][\w:./-]*$/.test(word) && index !== at + (at < 0 ? 0 : 1),
      );
      for (const target of targets)
        found.push(
          ...recipeOf(manifest, target).map((one) => ({ ...line, ...one, cwd: folder, path: manifest.path })),
        );
    }
  }
  return found;
}

/** The recipe of a target and of those that it needs; a justfile is written alike. */
function makeRecipe({ text }: Manifest, target: string, seen: ReadonlySet<string> = new Set()): Recipe[] {
  if (seen.has(target)) return [];
  const lines = text.split('\n');
  const head = new RegExp(`^@?${target.replace(/[.+]/g, '\\$&')}(?:\\s+[^:=]*)?\\s*:(?!=)(.*)$`);
  const at = lines.findIndex((line) => head.test(line));
  if (at < 0) return [];
  const needed = head.exec(lines[at]!)![1]!.split('#')[0]!.trim().split(/\s+/).filter(Boolean);
  const own: Recipe[] = [];
  for (let next = at + 1; next < lines.length && /^(\s|$|#)/.test(lines[next]!); next++) {
    const run = withVariables(lines[next]!.trim().replace(/^[@-]+/, ''), text);
    if (run !== '' && !run.startsWith('#')) own.push({ run, line: next + 1 });
  }
  const known = new Set([...seen, target]);
  return [...needed.flatMap((one) => makeRecipe({ text } as Manifest, one, known)), ...own];
}

/** Variables of the file itself written out: `$(GO) test` is `go test`. */
function withVariables(run: string, text: string): string {
  return run.replace(/\$[({](\w+)[)}]/g, (whole, name: string) => {
    const value = new RegExp(`^${name}\\s*[?:]*=[ \\t]*([^\\n#]*)`, 'm').exec(text)?.[1]?.trim();
    return value === undefined || /[$(]/.test(value) ? whole : value;
  });
}

function taskRecipe(manifest: Manifest, target: string): Recipe[] {
  let tasks: unknown;
  try {
    tasks = mappingOf(parse(manifest.text, { maxAliasCount: 20 })).tasks;
  } catch {
    return []; // task itself says what is wrong with its file
  }
  const task = mappingOf(tasks)[target];
  const commands = [mappingOf(task).cmds ?? mappingOf(task).cmd ?? task ?? []].flat();
  return commands.flatMap((command) => {
    const run = typeof command === 'string' ? command : mappingOf(command).cmd;
    if (typeof run !== 'string') return [];
    const { ref } = manifest.quote(run.split('\n')[0]!);
    return [{ run, line: ref && 'line' in ref ? (ref.line ?? 1) : 1 }];
  });
}

/** `./build.sh test`, `bash scripts/ci.sh`, `pwsh build.ps1`: what stands in the script. */
async function scriptOf(line: CiLine, files: StackFiles): Promise<CiLine[]> {
  const found = await Promise.all(
    line.run.split(/\s*(?:&&|;)\s*/).map((command) => linesOfScript(command, line, files)),
  );
  return found.flat();
}

const SCRIPT =
  /^(?:(?:uv|poetry|pdm|pipenv|hatch) run\s+)?(?:(?:ba|z|da)?sh\s+(?:-\w+\s+)*|pwsh\s+(?:-\w+\s+)*)?([\w./-]+\.(?:sh|bash|ps1)|\.\/[\w./-]+|[\w.-]+(?:\/[\w.-]+)+)(?:\s|$)/;

async function linesOfScript(command: string, line: CiLine, files: StackFiles): Promise<CiLine[]> {
  const path = SCRIPT.exec(command)?.[1];
  // wrappers that bring a build tool are hundreds of lines about themselves
  const wraps = path === undefined || /(^|\/)(mvnw|gradlew)$/.test(path);
  const manifest = wraps ? null : await files.read(posix.normalize(within(line.cwd, path)));
  // a program of another language is no list of commands
  if (!manifest || manifest.text.includes('\0') || /^#!.*\b(python|node|ruby|perl|php)/.test(manifest.text))
    return [];
  // and what is called like no script has to say that it is one
  if (!/\.(sh|bash|ps1)$|^\.\/|^(scripts?|bin|ci|script)\//.test(path!) && !/^#!.*sh\b/.test(manifest.text))
    return [];
  return linesOf(manifest.text, 1).map((one) => ({ ...line, ...one, path: manifest.path }));
}
