import { execPrefix, runScript } from './node-lock.ts';
import { expanded, matchedScripts, unattended } from './node-scripts.ts';
import { lastOf } from './reporter-evidence.ts';
import { REPORTERS } from './reporters.ts';

type Scripts = Readonly<Record<string, string>>;

/** A command that ends in the runner, and the line that it ends up running. */
export interface Leaf {
  run: string;
  line: string;
}

interface Manager {
  manager: string;
  runner: string;
  /** Scripts that led here: one that calls itself ends nowhere. */
  callers?: readonly string[];
}

/** Work that later commands of a script may stand on. */
const PREPARES =
  /\b(build|compile|prepare|generate|codegen|pretest|setup|bundle|webpack|rollup|tsup|unbuild|migrate|seed|up)\b|\btsc\b(?![^&]*--noEmit)/;

/**
 * What runs the tests and nothing behind them, where the test script does more: of `lint && build && unit && types` it is
 * `build && unit`. Null when the runner is called more than once, and when what prepares it cannot be called by itself.
 */
export function leafOf(scripts: Scripts, name: string, by: Manager): Leaf | null {
  if (by.callers?.includes(name)) return null;
  const parts = partsOf(scripts, scripts[name]!, by.manager);
  const found = parts.flatMap((part, at) => {
    const leaf = leafIn(scripts, part, by, name);
    return leaf ? [{ ...leaf, at }] : [];
  });
  const [only] = found;
  if (!only || found.length > 1) return null;
  const before = parts
    .slice(0, only.at)
    .filter((part) => PREPARES.test(expanded(scripts, part)))
    .map((part) => callable(part, by.manager));
  if (before.includes(null)) return null;
  return { run: [...before, only.run].join(' && '), line: only.line };
}

/** The commands of a script, those of `run-s` and of a pattern by name. */
function partsOf(scripts: Scripts, script: string, manager: string): string[] {
  return script.split(/&&|;/).flatMap((whole) => {
    const part = whole.trim();
    const several = /^(?:run-[sp]|npm-run-all)((?: [\w:.-]+)+)$/.exec(part);
    const matched = matchedScripts(scripts, part);
    if (matched) return matched.map((each) => runScript(manager, each));
    if (!several) return [part];
    const names = several[1]!.trim().split(' ');
    return names.filter((word) => !word.startsWith('-')).map((each) => runScript(manager, each));
  });
}

function leafIn(scripts: Scripts, part: string, by: Manager, caller: string): Leaf | null {
  const { manager, runner, callers = [] } = by;
  const { invoked } = REPORTERS[runner]!;
  // what measures coverage around a script prints it among the results
  const call =
    /^(?:(?:nyc|c8)(?: --?\S+)* )?(?!bun test$|bun test )(?:npm|pnpm|yarn|bun)(?: run)?(?: -s| --silent)* ([\w:.-]+)(.*)$/.exec(
      part,
    );
  const name = call?.[1];
  if (name !== undefined && name !== caller && scripts[name] !== undefined) {
    const line = expanded(scripts, part);
    // of the script's own arguments npm keeps the dashes
    if (invoked.test(lastOf(line)))
      return {
        run: call![2]!.replace(/^\s+--$/, '') ? part : runScript(manager, name, unattended(line)),
        line: line.replace(/\s+--$/, ''),
      };
    return leafOf(scripts, name, { ...by, callers: [...callers, caller] });
  }
  if (name !== undefined || !invoked.test(part)) return null;
  const run = callable(part, manager);
  return run === null ? null : { run, line: part };
}

/** A command of a script as it can be called outside of it; null for what takes a shell's care. */
function callable(part: string, manager: string): string | null {
  if (/^(npm|npx|pnpm|yarn|bun|bunx|node)\s/.test(part)) return part;
  return /^[\w@./-]+( [^&|;<>$`()]*)?$/.test(part) && !/^(cd|export|set|source|exit|echo)\b/.test(part)
    ? `${execPrefix(manager)} ${part}`
    : null;
}
