import { basename, resolve } from 'node:path';
import { maskSecrets } from '@qitops/escape';
import { History, RefStore } from '@qitops/history';
import {
  type ListedRepository,
  messageOf,
  type OrgDocument,
  type PublishRefusal,
  type RefHost,
  SCHEMA_VERSION,
  type SiteOrgRow,
  type SiteOrgUnreadable,
  UserError,
  Visibility,
} from '@qitops/model';
import { writeOrg } from '@qitops/report';
import type { CommandContext } from '../context.ts';
import { refOf } from '../history/store.ts';
import { shellFolder } from '../report-shell.ts';
import { namedRepositories } from './named-repositories.ts';

/** A repository as its host tells it. */
export interface OrgMember {
  visibility: Visibility;
  /** `https://…`. */
  url: string;
  /** Its refs. */
  refs: RefHost;
}

export interface OrgOptions {
  /** `owner/name` of each, or a pattern for names: `owner/*`, `owner/web-*`. */
  repositories: readonly string[];
  /** Where each keeps its history: `ref:<name>` or `branch:<name>`. */
  store: string;
  /** Who can see the place that the index goes to. */
  place: Visibility;
  /** Whether it may go there although a repository is seen by fewer. */
  allowStricter: boolean;
  title?: string | undefined;
  out: string;
  /** Asks the host for all repositories of an owner. */
  list?: ((owner: string) => Promise<readonly ListedRepository[] | PublishRefusal>) | undefined;
  /** Asks the host for a repository. */
  member: (repository: string) => Promise<OrgMember | PublishRefusal>;
}

const AT_ONCE = 6;

/**
 * Writes an index of many repositories from the figures that each report keeps in its history. One that cannot be read
 * is named with the reason.
 * @throws UserError when one that is read is seen by fewer people than the place of the index, and nothing allows that.
 */
export async function org(context: CommandContext, options: OrgOptions): Promise<OrgDocument> {
  const { place, out } = options;
  const ref = refOf(options.store);
  const { repositories, listed } = await namedRepositories(context, options);
  if (ref === null)
    throw new UserError({
      what: 'is no ref that other repositories have',
      where: `store ${options.store}`,
      remedy: 'write ref:refs/qitops/history, or branch:<name>',
    });
  const rows: SiteOrgRow[] = [];
  const unreadable: SiteOrgUnreadable[] = [];
  const waiting = [...repositories];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const found = await readMember(next, ref, options);
      if ('reason' in found) unreadable.push(found);
      else rows.push(found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const inOrder = (a: { repository: string }, b: { repository: string }): number =>
    repositories.indexOf(a.repository) - repositories.indexOf(b.repository);
  rows.sort(inOrder);
  unreadable.sort(inOrder);
  for (const { repository, reason, remedy } of unreadable)
    context.log.warn(`${repository} is not known: ${reason}. Fix: ${remedy}`);
  // the name of a repository is as hidden as the rest of it, unless whoever wrote it down is who runs this
  const shown = [...rows, ...unreadable.flatMap(({ repository }) => listed.get(repository) ?? [])];
  const visibility = strictestOf(shown.map((one) => one.visibility));
  refuseWiderPlace(shown, place, options.allowStricter);
  const written = await writeOrg({
    rows,
    unreadable,
    visibility,
    title: options.title ?? commonOwner(repositories) ?? basename(resolve(context.cwd, out)),
    shell: shellFolder(),
    out: resolve(context.cwd, out),
  });
  return {
    schemaVersion: SCHEMA_VERSION,
    repositories: rows.map(({ repository, visibility: own, summary }) => ({
      repository,
      visibility: own,
      summary,
    })),
    unreadable,
    visibility,
    ...written,
  };
}

async function readMember(
  repository: string,
  ref: string,
  { member }: OrgOptions,
): Promise<SiteOrgRow | SiteOrgUnreadable> {
  try {
    const found = await member(repository);
    if ('reason' in found) return { repository, ...found };
    const { visibility, url, refs } = found;
    const summary = await new History(new RefStore(refs, ref), maskSecrets).summary();
    if (summary) return { repository, url, visibility, summary };
    const reason = `its history (${ref}) has no summary.json`;
    return {
      repository,
      reason,
      remedy: 'let qitops/report run on its default branch with `contents: write`',
    };
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    const reason = problem?.what ?? messageOf(error);
    return { repository, reason, remedy: problem?.remedy ?? 'run its report again' };
  }
}

/** The strictest of several; none is public. */
export function strictestOf(visibilities: readonly Visibility[]): Visibility {
  const strictness = Visibility.options;
  return strictness[Math.max(0, ...visibilities.map((one) => strictness.indexOf(one)))]!;
}

function refuseWiderPlace(
  shown: readonly Pick<SiteOrgRow, 'repository' | 'visibility'>[],
  place: Visibility,
  allowed: boolean,
): void {
  const strictness = Visibility.options;
  const hidden = shown.filter(({ visibility }) => strictness.indexOf(visibility) > strictness.indexOf(place));
  if (hidden.length === 0 || allowed) return;
  const names = hidden.slice(0, 3).map(({ repository, visibility }) => `${repository} (${visibility})`);
  const more = hidden.length > names.length ? ` and ${hidden.length - names.length} more` : '';
  throw new UserError({
    what: `the index would be ${place} and shows ${names.join(', ')}${more}`,
    remedy:
      'publish it where fewer people see it and say so (`--place private`), leave them out, or allow it with `--allow-stricter`',
  });
}

function commonOwner(repositories: readonly string[]): string | null {
  const owners = new Set(repositories.map((each) => each.split('/')[0]));
  return owners.size === 1 ? ([...owners][0] ?? null) : null;
}
