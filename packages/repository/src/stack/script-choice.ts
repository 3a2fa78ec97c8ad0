import { expanded } from './node-scripts.ts';
import type { CommandName } from './unit-draft.ts';

type Scripts = Readonly<Record<string, string>>;
type Kind = Exclude<CommandName, 'install'>;

/** Names that scripts of a kind go by, the likeliest first; with what the text has to hold where the name says little. */
const NAMES: Record<Kind, (RegExp | [RegExp, RegExp])[]> = {
  build: [/^build$/, /^compile$/, /^build:(all|prod|production|lib)$/],
  typecheck: [
    /^type-?check$/,
    /^check[-:]types?$/,
    /^types?[:-]check$/,
    /^tsc$/,
    /^test[-:](types?|typings?|typescript|tsd|tsc|dts)$/,
    /^types?[-:]tests?$/,
    /^check:tsc?$/,
    /^(dts|tsd|tsc|ts|typings?|typescript)[-:](check|tests?)$/,
    [/^(types?|ts|tsd)$/, /\b(tsd|tstyche)\b|--noEmit\b/],
    [/^check$/, /^(?!.*(lint|biome|prettier)).*\b(svelte-check|astro check|vue-tsc|tsc)\b/],
  ],
  test: [
    /^test$/,
    /^test[-:]ci$/,
    /^test[-:]units?([-:](ci|run))?$/,
    /^unit([-:]?tests?)?$/,
    /^tests([-:]only)?$/,
    /^test[-:](run|only|once|node|headless)$/,
    /^(vitest|jest|mocha|ava|spec)$/,
  ],
  e2e: [
    /^e2e$/,
    /^test[-:_]e2e$/,
    /^e2e[-:](ci|run|headless)$/,
    /^test[-:](e2e[-:](ci|run|headless)|end-to-end|playwright|cypress)$/,
    /^(playwright|cypress|cy)([-:](run|test|ci|headless))?$/,
  ],
  lint: [
    /^lint$/,
    /^lint[-:](check|ci|js|ts|all)$/,
    /^(test|ci|check)[-:](es)?lint$/,
    /^(eslint|biome|oxlint)([-:](check|ci))?$/,
    /^check$/,
  ],
  bench: [/^bench(mark)?s?$/, /^test:bench(mark)?$/],
};

/** What a script of another name runs when it does nothing but that. */
const ALONE: Partial<Record<Kind, RegExp>> = {
  typecheck: /^((npx|yarn|bunx|pnpm( exec)?) )?(vue-)?tsc\b[^&|;]*--noEmit[^&|;]*$/,
  e2e: /\b(playwright test|cypress run|wdio run|testcafe|detox test)\b(?!.*--component)/,
};
/** The same for what only the CI can tell apart from what people run while they work. */
const ALONE_IN_CI: Partial<Record<Kind, RegExp>> = {
  lint: /^((npx|yarn|bunx|pnpm( exec)?) )?(eslint|biome (ci|lint|check)|oxlint|standard|xo)\b[^&|;]*$/,
  test: /\b(vitest|jest|mocha|ava|node\b.* --test|bun test)\b/,
  typecheck:
    /^((npx|yarn|bunx|pnpm( exec)?) )?(vue-)?tsc\b(?!.*--(emitDeclarationOnly|declaration|outDir))[^&|;]*$/,
};

/**
 * The script that does a kind of work; null when none does. The likeliest name counts, and of several as likely the one
 * that the CI runs.
 * @param ran whether the CI runs a script of that name.
 */
export function scriptFor(
  kind: Kind,
  scripts: Scripts,
  ran: (name: string) => boolean = () => false,
): string | null {
  const names = Object.keys(scripts).filter((name) => serves(kind, expanded(scripts, scripts[name]!)));
  for (const one of NAMES[kind]) {
    const [pattern, text] = one instanceof RegExp ? [one, /^/] : one;
    const found = names.filter((name) => pattern.test(name) && text.test(scripts[name]!));
    if (found.length > 0) return found.find(ran) ?? found[0]!;
  }
  // what goes before or behind another script is part of that
  const others = names.filter(
    (name) => scripts[name.replace(/^(pre|post)/, '')] === undefined || !/^(pre|post)/.test(name),
  );
  const alike = (patterns: typeof ALONE): string[] =>
    others.filter((name) => patterns[kind]?.test(scripts[name]!.trim()) ?? false);
  const alone = alike(ALONE);
  const alsoBuilds = (name: string): boolean =>
    kind === 'typecheck' && /build|compile|declar|emit/.test(name);
  return (
    alone.find(ran) ?? alone[0] ?? alike(ALONE_IN_CI).find((name) => ran(name) && !alsoBuilds(name)) ?? null
  );
}

/** Whether a script goes by a name of its kind of work, and is not only known by what it does. */
export function isNamed(kind: Kind, name: string): boolean {
  return NAMES[kind].some((one) => (one instanceof RegExp ? one : one[0]).test(name));
}

/** Whether a script would do what its name promises, and come to an end without a person. */
function serves(kind: Kind, text: string): boolean {
  if (/^\s*(echo|exit|true)\b[^&|;]*(&&\s*exit \d+)?\s*$/.test(text) || /no test specified/.test(text))
    return false;
  // a linter that rewrites files says nothing of what was committed
  if (kind === 'lint')
    return (
      !/--fix(?!-dry-run)\b|--write\b|--apply\b/.test(text) &&
      /lint|biome|prettier|standard|\bxo\b|(?<!svelte-|astro |deno )check|oxc/.test(text)
    );
  if (/\bcypress open\b|--ui\b/.test(text)) return false;
  if (kind === 'e2e')
    return !/--(headed|debug|update-snapshots)\b|playwright (install|show-report|codegen)/.test(text);
  if (kind === 'test') return !/--watch(All)?\b(?!=false)/.test(text);
  return !/--watch\b|(^|\s)-w(\s|$)/.test(text);
}
