import { resolve } from 'node:path';
import { maskSecrets } from '@qitops/escape';
import { FolderStore, GitStore, History } from '@qitops/history';
import { UserError } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import type { CommandContext } from './context.ts';
import { notARepository } from './measured.ts';

/** Where the history is when nobody says otherwise. */
export const DEFAULT_STORE = '.qitops/history';
export const DEFAULT_REF = 'ref:refs/qitops/history';

/** Opens the history at `ref:<name>`, `branch:<name>` or a folder relative to the caller's directory. */
export async function openHistory(context: CommandContext, store: string): Promise<History> {
  const ref = refOf(store);
  if (ref === null) return new History(new FolderStore(resolve(context.cwd, store), store), maskSecrets);
  const checkout = await Checkout.open(context.cwd);
  if (!checkout) throw notARepository(context);
  const remotes = (await checkout.git.text(['remote'])).split('\n').filter(Boolean);
  const remote = remotes.includes('origin') ? 'origin' : (remotes[0] ?? null);
  return new History(new GitStore({ git: checkout.git, ref, remote }), maskSecrets);
}

function refOf(store: string): string | null {
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
