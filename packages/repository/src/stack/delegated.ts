import { execPrefix } from './node-lock.ts';
import { lastOf, type TestCommand } from './reporter-evidence.ts';
import { REPORTERS } from './reporters.ts';
import { isWithin } from './stack-files.ts';
import type { UnitDraft } from './unit-draft.ts';

/** Scripts that have the members of a workspace do the work. */
const DELEGATES =
  /\b(turbo|nx|lerna|wireit|moon)\b|\b(npm|pnpm|yarn|bun)\b[^&|;]*\s(--workspaces|-ws|-r|--recursive|--filter\S*|workspaces)(?=\s|$)/;

/** Managers whose units a script can reach. */
const MANAGERS = new Set(['npm', 'pnpm', 'yarn', 'bun']);

/** Whether a script has the members of a workspace do the work. */
export function delegates(text: string): boolean {
  return DELEGATES.test(text);
}

/** A root that hands its tests on runs what its members run. */
export function delegated(root: UnitDraft, drafts: readonly UnitDraft[]): void {
  const own = root.testLine ?? '';
  if (!DELEGATES.test(own)) return;
  const members = drafts.filter(
    (draft) =>
      draft !== root &&
      isWithin(draft.path, root.path) &&
      draft.testLine !== null &&
      MANAGERS.has(draft.packageManager?.value.name ?? ''),
  );
  const runners = members.flatMap((draft) => draft.runners.slice(0, 1));
  root.runners = [...new Set([...runners, ...root.runners])];
  root.handedOn = handedOn(root, members);
  // what they configure and bring is configured and brought for it
  if (root.handedOn) root.configs.push(...members.flatMap(({ configs }) => configs));
}

/** Commands that hand options behind two dashes on to a task of that one name. */
const TASKS = [
  /^turbo(?: run)? test(?::\w+)?(?: --?[^\s&|;]+)*$/,
  /^lerna run test(?::\w+)?(?: --?[^\s&|;]+)*$/,
  /^nx run-many (?:(?:-t|--targets?)[= ]test)(?: --?[^\s&|;,]+)*$/,
];
/** Commands of package managers that hand on whatever stands behind the name of the script. */
const PLAIN = /^(pnpm|yarn|bun) [^&|;]*\btest(:\w+)?$/;

function handedOn(root: UnitDraft, members: readonly UnitDraft[]): TestCommand | null {
  const test = root.commands.test?.value.run;
  const own = root.testLine?.trim();
  const [first] = members;
  const runner = first?.runners[0];
  if (!test || !own || !runner || !first.testLine) return null;
  // options of one runner would be refused by another
  const alike = members.every(
    ({ runners, testLine }) =>
      runners[0] === runner && REPORTERS[runner]!.invoked.test(lastOf(testLine ?? '')),
  );
  if (!alike) return null;
  const line = first.testLine;
  const manager = root.packageManager?.value.name ?? 'npm';
  if (own.endsWith(' --')) return { run: test, line, join: manager === 'npm' ? ' -- ' : ' ' };
  if (TASKS.some((pattern) => pattern.test(own)))
    // not by the script: managers differ in which dashes they keep
    return { run: `${execPrefix(manager === 'yarn' ? 'npm' : manager)} ${own}`, line, join: ' -- ' };
  if (PLAIN.test(own)) return { run: test, line, join: ' ' };
  return null;
}
