import { posix } from 'node:path';
import type { DetectedUnit } from '@qitops/model';
import { Checkout, diffCommits } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { measuredCommit } from '../measured.ts';
import { compare } from '../pull-request/comparison.ts';

/** Whether a change can matter to a unit, and why. */
export interface AffectedUnit {
  path: string;
  affected: boolean;
  reason: string;
}

/** The tree of the commit that is checked out: the same for the same content; null when there is none or it is changed. */
export async function treeOf(context: CommandContext): Promise<string | null> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout || (await checkout.isDirty())) return null;
  return (await checkout.commit('HEAD'))?.tree ?? null;
}

/** Files in which a unit says what it is made of. */
const MANIFEST =
  /^(package\.json|go\.mod|pyproject\.toml|setup\.py|requirements[^/]*\.txt|Cargo\.toml|pom\.xml|build\.gradle(\.kts)?|composer\.json|Gemfile|[^/]+\.csproj|tsconfig[^/]*\.json)$/;

/**
 * Which units a change can matter to: those with a changed file, those whose manifest names such a unit, and all of
 * them when something above all units changed or it is not known what changed. Only a unit for which nothing of that
 * holds is not affected.
 */
export async function affectedUnits(
  context: CommandContext,
  units: readonly Pick<DetectedUnit, 'path'>[],
  range: { base: string; head: string },
): Promise<AffectedUnit[]> {
  const all = (reason: string): AffectedUnit[] => units.map(({ path }) => ({ path, affected: true, reason }));
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) return all('this is no git repository, so it is not known what changed');
  let changed: string[];
  try {
    const { range: known } = await compare(context, checkout, range, await measuredCommit(checkout, null));
    const files = await diffCommits(checkout.git, known.from.sha, known.to.sha);
    changed = files.flatMap(({ path, oldPath }) => (oldPath && oldPath !== path ? [path, oldPath] : [path]));
  } catch (error) {
    return all(`what changed is not known: ${(error as Error).message.split('\n')[0]}`);
  }
  const outside = changed.find((path) => unitOf(path, units) === null && !/\.(md|txt)$/i.test(path));
  if (outside !== undefined) return all(`${outside} stands above all units`);
  const direct = new Map<string, string>();
  for (const path of changed) {
    const unit = unitOf(path, units);
    if (unit !== null && !direct.has(unit)) direct.set(unit, `${path} changed`);
  }
  const needs = await needsOf(checkout, units);
  const reasons = new Map(direct);
  for (const unit of reasons.keys())
    for (const [path, names] of needs)
      if (!reasons.has(path) && names.has(unit)) reasons.set(path, `it uses ${unit}, which is affected`);
  return units.map(({ path }) => {
    const reason = reasons.get(path);
    return { path, affected: reason !== undefined, reason: reason ?? 'nothing that it is made of changed' };
  });
}

/** The deepest unit that a path lies in; null = none. */
function unitOf(path: string, units: readonly { path: string }[]): string | null {
  const inside = units.filter((unit) => unit.path === '.' || path.startsWith(`${unit.path}/`));
  inside.sort((a, b) => b.path.length - a.path.length);
  return inside[0]?.path ?? null;
}

/** By unit, the units that its manifests name: by the name of their package, or by the way to their folder. */
async function needsOf(
  checkout: Checkout,
  units: readonly { path: string }[],
): Promise<Map<string, Set<string>>> {
  const files = await checkout.files('HEAD');
  const texts = new Map<string, string>();
  for (const { path } of units) {
    const own = files.filter((file) => posix.dirname(file) === path && MANIFEST.test(posix.basename(file)));
    const read = await Promise.all(own.map((file) => checkout.fileAt('HEAD', file)));
    texts.set(path, read.join('\n'));
  }
  const names = new Map(units.map(({ path }) => [path, packageName(texts.get(path)!)]));
  return new Map(
    units.map(({ path }) => {
      const text = texts.get(path)!;
      const used = units.filter((other) => {
        if (other.path === path) return false;
        const name = names.get(other.path);
        const way = posix.relative(path, other.path);
        return text.includes(way) || (name != null && mentions(text, name));
      });
      return [path, new Set(used.map((each) => each.path))];
    }),
  );
}

function packageName(text: string): string | null {
  return (
    /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] ??
    /^module\s+(\S+)/m.exec(text)?.[1] ??
    /^name\s*=\s*"([^"]+)"/m.exec(text)?.[1] ??
    /<artifactId>([^<]+)</.exec(text)?.[1] ??
    null
  );
}

function mentions(text: string, name: string): boolean {
  return text.includes(`"${name}"`) || text.includes(`${name} `) || text.includes(`>${name}<`);
}
