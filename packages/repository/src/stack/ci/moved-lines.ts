import { posix } from 'node:path';

/** A command and the folder that it runs in. */
export interface Placed {
  run: string;
  cwd: string;
  line: number;
}

/** Commands that change the folder for those behind them, and those that go back. */
const INTO = /^(?:cd|pushd)\s+["']?([^\s"'&|;]+)["']?(?:\s*(?:&&|;)\s*(.+))?$/;
const BACK = /^(?:popd|cd\s+-)\s*$/;
const TOP = /^\$(GITHUB_WORKSPACE|\{GITHUB_WORKSPACE\}|CI_PROJECT_DIR|\{\{\s*github\.workspace\s*\}\})$/;

/** The commands of one script, each in the folder that the ones before it lead to. */
export function placed(lines: readonly { run: string; line: number }[], start: string): Placed[] {
  const found: Placed[] = [];
  const before: string[] = [];
  let here = start;
  for (const { run, line } of lines) {
    // in parentheses it is left again
    const inner = /^\(\s*(.+?)\s*\)$/.exec(run)?.[1];
    if (BACK.test(run)) {
      here = before.pop() ?? here;
      continue;
    }
    const moved = INTO.exec(inner ?? run);
    const into = moved && folderFrom(here, moved[1]!);
    if (moved && into && inner === undefined) {
      before.push(here);
      here = into;
    }
    if (moved && into && moved[2] === undefined) continue;
    const command = moved && into ? moved[2]! : run;
    found.push({ ...pointed(command, into ?? here), line });
  }
  return found;
}

/** Null for what only a run knows, and for what lies outside. */
function folderFrom(here: string, text: string): string | null {
  if (TOP.test(text)) return '.';
  const known = text.replace(
    /^\$(GITHUB_WORKSPACE|\{GITHUB_WORKSPACE\}|\{\{\s*github\.workspace\s*\}\})\//,
    './',
  );
  if (/^[/~]|\$/.test(known)) return null;
  const folder = posix.join(known === text ? here : '.', known).replace(/\/+$/, '') || '.';
  return folder.startsWith('..') ? null : folder;
}

const PATH = `["']?([\\w./-]+?)["']?`;
const option = (tool: string, names: string): RegExp =>
  new RegExp(`^(${tool}\\b.*?)\\s(?:${names})(?:=|\\s+)${PATH}(?=\\s|$)`);
/** Options that point a tool at another folder, or at the manifest in one. */
const POINTS: [RegExp, RegExp | null][] = [
  [option('npm', '--prefix|-C'), null],
  [option('(?:pnpm|yarn|bun)', '-C|--dir|--cwd'), null],
  [option('go', '-C'), null],
  [option('(?:\\./)?mvnw?', '-f|--file'), /(^|\/)pom\.xml$/],
  [option('(?:\\./)?gradlew?', '-p|--project-dir'), null],
  [option('cargo', '--manifest-path'), /(^|\/)Cargo\.toml$/],
  [option('composer', '-d|--working-dir'), null],
  [option('uv', '--directory|--project'), null],
  [option('poetry', '-C|--directory|-P|--project'), null],
];

/** A command that points its tool at another folder, as the plain one there. */
function pointed(run: string, cwd: string): { run: string; cwd: string } {
  for (const [pattern, manifest] of POINTS) {
    const match = pattern.exec(run);
    if (!match) continue;
    const folder = manifest ? match[2]!.replace(manifest, '') || '.' : match[2]!;
    const into = folderFrom(cwd, folder);
    if (into && into !== cwd) return { run: `${match[1]}${run.slice(match[0].length)}`, cwd: into };
  }
  return { run, cwd };
}
