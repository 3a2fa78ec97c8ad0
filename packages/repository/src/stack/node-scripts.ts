import { lastOf } from './reporter-evidence.ts';

type Scripts = Readonly<Record<string, string>>;

/** Text of a script with the scripts that it runs by name written out; three deep. */
export function expanded(scripts: Scripts, text: string, depth = 3): string {
  if (depth === 0) return text;
  // pnpm runs all scripts whose names match
  const all = text.replace(/\bpnpm(?: run)? ["']?\/.+?\/["']?(?=\s|$)/g, (whole) => {
    const named = matchedScripts(scripts, whole) ?? [];
    return named.length > 0 ? named.map((name) => `pnpm run ${name}`).join(' && ') : whole;
  });
  return all.replace(
    // `bun test` is bun's own runner, whatever the scripts are called
    /\b(?!bun test(?![\w:.-]))(?:npm|pnpm|yarn|bun)(?: run)?(?: -s| --silent)? ([\w:.-]+)(?![\w:./-])|\b(?:run-[sp]|npm-run-all)((?: [\w:.-]+)+)/g,
    (whole, one: string | undefined, several: string | undefined) => {
      const names = (one ?? several ?? '').trim().split(/\s+/);
      const texts = names.flatMap((name) =>
        scripts[name] === undefined ? [] : [expanded(scripts, scripts[name], depth - 1)],
      );
      return texts.length > 0 ? texts.join(' && ') : whole;
    },
  );
}

/** Names of the scripts that `pnpm run /pattern/` runs; null for another command. */
export function matchedScripts(scripts: Scripts, command: string): string[] | null {
  const pattern = /^pnpm(?: run)? ["']?\/(.+?)\/["']?$/.exec(command)?.[1];
  return pattern === undefined ? null : Object.keys(scripts).filter((name) => matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return false; // pnpm itself says what is wrong with it
  }
}

/** Whether a script ends in another one that gets no options: npm takes them for its own, `run-s` too. */
export function swallowsOptions(scripts: Scripts, name: string | null): boolean {
  const last = name === null ? '' : lastOf(scripts[name]!);
  // and all scripts of a pattern get the same
  if (matchedScripts(scripts, last)) return true;
  // pnpm hands the dashes on too, and what comes behind them is no option
  if (/^pnpm\b.*\s--$/.test(last)) return true;
  return (
    /^(npm (run|test|t)\b|run-[sp]\b|npm-run-all\b)/.test(last) &&
    !/\s--$/.test(last) &&
    Object.keys(scripts).some((each) => calls(last, each))
  );
}

/** Whether a command comes to a script by its name, itself or through others. */
export function reaches(scripts: Scripts, text: string, name: string, depth = 3): boolean {
  if (depth === 0) return false;
  const called = Object.keys(scripts).filter((each) => calls(text, each));
  return called.includes(name) || called.some((each) => reaches(scripts, scripts[each]!, name, depth - 1));
}

/** Whether a command runs a script by its name. */
export function calls(text: string, script: string): boolean {
  const escaped = script.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `\\b(?!bun test(?![\\w:.-]))(?:npm|pnpm|yarn|bun)(?: run)?(?: -s| --silent| --if-present)* ${escaped}(?![\\w:./-])|\\b(?:run-[sp]|npm-run-all)(?: [\\w:.-]+)* ${escaped}(?![\\w:.-])`,
  ).test(text);
}

/** Arguments that keep a test script from waiting for changes: some runners watch when they see a terminal. */
export function unattended(text: string): string {
  const last = text.split(/&&|;/).at(-1)!.trim();
  if (
    /\bvitest\b/.test(last) &&
    !/\bvitest\b.*\s(run|bench|related|list|typecheck)\b|--run\b|--watch(=|\s+)false/.test(last)
  )
    return '--run';
  if (/\breact-scripts\s+test\b/.test(last) && !/--watchAll=false/.test(last)) return '--watchAll=false';
  if (/\bng\s+test\b/.test(last) && !/--(no-)?watch/.test(last)) return '--watch=false';
  return '';
}
