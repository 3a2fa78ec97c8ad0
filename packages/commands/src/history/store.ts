import { resolve } from 'node:path';
import { maskSecrets } from '@qitops/escape';
import { CachedStore, FolderStore, GitStore, History, RefStore } from '@qitops/history';
import { type ObjectStore, UserError } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { notARepository } from '../measured.ts';

/** Where the history is when nobody says otherwise. */
export const DEFAULT_STORE = '.qitops/history';
export const DEFAULT_REF = 'ref:refs/qitops/history';

/** Where the cache's copy of the history lies. */
const CACHED = '.qitops/history-cache';

/**
 * Opens the history at `ref:<name>`, `branch:<name>`, `cache` or a folder relative to the caller's directory. A ref is
 * read and written by git where there is a checkout, and by the host's API where there is none. `offline` takes what
 * this machine has of it.
 */
export async function openHistory(
  context: CommandContext,
  store: string,
  { offline = false }: { offline?: boolean } = {},
): Promise<History> {
  return new History(await storeOf(context, store, offline), maskSecrets);
}

async function storeOf(context: CommandContext, store: string, offline: boolean): Promise<ObjectStore> {
  if (store === 'cache') return cached(context);
  const ref = refOf(store);
  if (ref === null) return new FolderStore(resolve(context.cwd, store), store);
  const checkout = await Checkout.open(context.cwd);
  if (checkout && offline) return new GitStore({ git: checkout.git, ref, remote: null });
  if (checkout) {
    const remotes = (await checkout.git.text(['remote'])).split('\n').filter(Boolean);
    const remote = remotes.includes('origin') ? 'origin' : (remotes[0] ?? null);
    return new GitStore({ git: checkout.git, ref, remote });
  }
  if (!context.elsewhere) throw notARepository(context);
  return new RefStore(context.elsewhere.api, ref);
}

function cached(context: CommandContext): ObjectStore {
  if (!context.elsewhere) {
    throw new UserError({
      what: 'there is no cache outside of GitHub Actions',
      where: 'store cache',
      remedy: 'give a folder, ref:<name> or branch:<name>',
    });
  }
  const { cache } = context.elsewhere;
  context.log.info(`History: ${cache.caveat}`);
  return new CachedStore(resolve(context.cwd, CACHED), cache, (remark) => context.log.warn(remark));
}

/** The full name of the ref that `ref:<name>` or `branch:<name>` means; null for another place. */
export function refOf(store: string): string | null {
  const [kind, name] = store.split(/:(.*)/s);
  if (kind === 'branch' && name) return `refs/heads/${checked(name, store)}`;
  if (kind === 'ref' && name) {
    if (name.startsWith('refs/')) return checked(name, store);
    throw new UserError({
      what: `"${name}" is not a full ref name`,
      where: `store ${store}`,
      remedy: 'write ref:refs/qitops/history',
    });
  }
  return null;
}

function checked(name: string, store: string): string {
  if (/^[A-Za-z0-9][\w./-]*$/.test(name) && !name.includes('..')) return name;
  throw new UserError({
    what: `"${name}" cannot be a ref name`,
    where: `store ${store}`,
    remedy: 'use letters, digits, `-`, `_` and `/`',
  });
}
