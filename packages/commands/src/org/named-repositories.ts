import { type ListedRepository, UserError, type Visibility } from '@qitops/model';
import picomatch from 'picomatch';
import type { CommandContext } from '../context.ts';
import type { OrgOptions } from './org.ts';

/** Repositories of one index. */
const MOST = 1_000;
const PATTERN = /^([\w.-]+)\/([^/]*[*?[{][^/]*)$/;

export interface NamedRepositories {
  /** `owner/name` of each, in the order in which they were named. */
  repositories: readonly string[];
  /** Those that a pattern alone names. */
  listed: ReadonlyMap<string, { repository: string; visibility: Visibility }>;
}

/**
 * Puts the names that an owner has in the place of a pattern; archived repositories and forks are taken only under
 * their whole name.
 * @throws UserError when no repository is named, when there are more than an index holds, and when an owner's
 * repositories are not known: an index that lacks some of them without a word would be wrong.
 */
export async function namedRepositories(
  context: CommandContext,
  { repositories: named, list }: Pick<OrgOptions, 'repositories' | 'list'>,
): Promise<NamedRepositories> {
  const known = new Map<string, readonly ListedRepository[]>();
  const listed = new Map<string, { repository: string; visibility: Visibility }>();
  const repositories = new Set<string>();
  for (const each of named) {
    const [, owner, glob] = PATTERN.exec(each) ?? [];
    if (owner === undefined || glob === undefined || !list) {
      repositories.add(each);
      continue;
    }
    const all = known.get(owner) ?? (await listOf(owner, each, list));
    known.set(owner, all);
    const matches = picomatch(glob, { dot: true, nocase: true });
    const wanted = all.filter(({ name }) => matches(name));
    const taken = wanted.filter(({ archived, fork }) => !archived && !fork);
    for (const { name, visibility } of taken) {
      const repository = `${owner}/${name}`;
      listed.set(repository, { repository, visibility });
      repositories.add(repository);
    }
    context.log.info(`${each}: ${told(wanted, taken.length)}`);
  }
  for (const each of named) listed.delete(each);
  if (repositories.size > 0 && repositories.size <= MOST) return { repositories: [...repositories], listed };
  throw new UserError({
    what: repositories.size === 0 ? 'no repository is named' : `more than ${MOST} repositories are named`,
    where:
      repositories.size === 0 ? named.join(' ') || undefined : `${repositories.size} of ${named.join(' ')}`,
    remedy: 'name repositories as owner/name, or those with a name in common as owner/web-*',
  });
}

async function listOf(
  owner: string,
  pattern: string,
  list: NonNullable<OrgOptions['list']>,
): Promise<readonly ListedRepository[]> {
  const found = await list(owner);
  if ('reason' in found) throw new UserError({ what: found.reason, where: pattern, remedy: found.remedy });
  return found;
}

/** `3 repositories; left out: 1 archived, 2 forks`. */
function told(wanted: readonly ListedRepository[], taken: number): string {
  const archived = wanted.filter((one) => one.archived).length;
  const forks = wanted.length - taken - archived;
  const left = [
    ...(archived > 0 ? [`${archived} archived`] : []),
    ...(forks > 0 ? [`${forks} ${forks === 1 ? 'fork' : 'forks'}`] : []),
  ];
  const most = `${taken} ${taken === 1 ? 'repository' : 'repositories'} that the token can see`;
  return left.length > 0 ? `${most}; left out: ${left.join(', ')}` : most;
}
