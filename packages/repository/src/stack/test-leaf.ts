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

/** Programs that may name a runner, or its settings, and do not run it. */
const NO_RUNNERS =
  /^(?:npx |yarn |bunx |pnpm (?:exec )?)?(?:eslint|prettier|biome|oxlint|stylelint|standard|xo|tsc|rimraf|rm|cp|mkdir|echo|install)\b/;

/** How often a line comes to a runner. */
export function callsOf(runner: string, line: string): number {
  const { invoked } = REPORTERS[runner]!;
  return line.split(/&&|\|\||;/).filter((part) => invoked.test(part) && !NO_RUNNERS.test(part.trim())).length;
}

/**
 * What runs the tests and nothing behind them, where the test script does more: of `lint && build && unit && types` it is
 * `build && unit`. One for each call of the runner; none when one of them, or what prepares it, cannot be called by itself.
 */
export function leavesOf(scripts: Scripts, name: string, by: Manager): Leaf[] {
  if (by.callers?.includes(name)) return [];
  const parts = partsOf(scripts, scripts[name]!, by.manager);
  const leaves: Leaf[] = [];
  let before: (string | null)[] = [];
  for (const part of parts) {
    const found = leavesIn(scripts, part, by, name);
    if (found === null || (found.length > 0 && before.includes(null))) return [];
    const [first, ...others] = found;
    if (first) {
      leaves.push({ run: [...before, first.run].join(' && '), line: first.line }, ...others);
      before = [];
    } else if (PREPARES.test(expanded(scripts, part))) before.push(callable(part, by.manager));
  }
  return leaves;
}

/** Checks that are no tests: red for the style of a change, they would leave its tests unrun. */
const CHECKS =
  /\b(eslint|standard|prettier|biome|xo|oxlint|stylelint|tslint|jshint|knip|publint|attw|tsd|tstyche|svelte-check)\b|--noEmit\b/;

/** Whether a test script does other checks before it comes to the runner. */
export function checksFirst(scripts: Scripts, name: string, { manager, runner }: Manager): boolean {
  const parts = partsOf(scripts, scripts[name]!, manager).map((part) => expanded(scripts, part));
  const first = parts.findIndex((part) => callsOf(runner, part) > 0);
  return parts.slice(0, Math.max(0, first)).some((part) => CHECKS.test(part) && !PREPARES.test(part));
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

/** Those of one command; null when it comes to the runner and cannot be called by itself. */
function leavesIn(scripts: Scripts, part: string, by: Manager, caller: string): Leaf[] | null {
  const { manager, runner, callers = [] } = by;
  const { invoked } = REPORTERS[runner]!;
  // what measures coverage around a script prints it among the results
  const call =
    /^(?:(?:nyc|c8)(?: --?\S+)* )?(?!bun test$|bun test )(?:npm|pnpm|yarn|bun)(?: run)?(?: -s| --silent)* ([\w:.-]+)(?![\w:./-])(.*)$/.exec(
      part,
    );
  const name = call?.[1];
  if (name !== undefined && name !== caller && scripts[name] !== undefined) {
    const line = expanded(scripts, part);
    const calls = callsOf(runner, line);
    if (calls === 0) return [];
    // of the script's own arguments npm keeps the dashes
    if (calls === 1 && invoked.test(lastOf(line)))
      return [
        {
          run: call![2]!.replace(/^\s+--$/, '') ? part : runScript(manager, name, unattended(line)),
          line: line.replace(/\s+--$/, ''),
        },
      ];
    const inner = leavesOf(scripts, name, { ...by, callers: [...callers, caller] });
    return inner.length === 0 ? null : inner;
  }
  if (name !== undefined || callsOf(runner, part) === 0) return [];
  const run = callable(part, manager);
  return run === null ? null : [{ run, line: part }];
}

/** A command of a script as it can be called outside of it; null for what takes a shell's care. */
function callable(part: string, manager: string): string | null {
  if (/^(npm|npx|pnpm|yarn|bun|bunx|node)\s/.test(part)) return part;
  return /^[\w@./-]+( [^&|;<>$`()]*)?$/.test(part) && !/^(cd|export|set|source|exit|echo)\b/.test(part)
    ? `${execPrefix(manager)} ${part}`
    : null;
}
