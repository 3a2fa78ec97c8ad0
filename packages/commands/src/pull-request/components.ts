import { posix } from 'node:path';
import { type ComponentConfig, type Config, UserError } from '@qitops/model';
import { type Checkout, codeOwners, Owners } from '@qitops/repository';
import picomatch from 'picomatch';

/** A part of the repository: what `qitops.yml` says of it and which paths it takes in. */
export interface Component {
  config: ComponentConfig;
  has: (path: string) => boolean;
}

/** Owners by `qitops.yml` and CODEOWNERS at a commit. */
export async function ownersAt(checkout: Checkout, revision: string, config: Config): Promise<Owners> {
  const own = Object.entries(config.owners ?? {}).map(([pattern, owners]) => ({ pattern, owners }));
  return new Owners([...(await codeOwners(checkout, revision)), ...own]);
}

/** The components of a configuration, with packages looked up in the tree of `revision`. */
export async function componentsOf(
  checkout: Checkout,
  revision: string,
  config: Config,
  owners: Owners,
): Promise<Component[]> {
  const wanted = config.components ?? [];
  const named = wanted.some(({ packages }) => packages) ? await packageFolders(checkout, revision) : null;
  return wanted.map((each) => {
    const folders = (each.packages ?? []).map((name) => folderOf(name, named!, each.name));
    const globs = [...(each.paths ?? []), ...folders.map((folder) => (folder ? `${folder}/**` : '**'))];
    if (globs.length === 0 && !each.owners) {
      throw new UserError({
        what: `component "${each.name}" takes nothing in`,
        where: 'qitops.yml',
        remedy: 'give it `paths`, `packages` or `owners`',
      });
    }
    const matches = globs.length > 0 ? picomatch(globs, { dot: true }) : () => false;
    const owning = new Set(each.owners);
    const owned = (path: string): boolean => owners.of(path).some((owner) => owning.has(owner));
    return { config: each, has: (path) => matches(path) || (owning.size > 0 && owned(path)) };
  });
}

/** Folders of workspace packages by name and by path. */
async function packageFolders(checkout: Checkout, revision: string): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const path of await checkout.files(revision)) {
    const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
    for (let at = folder; at !== '' && !folders.has(at); at = parentOf(at)) folders.set(at, at);
    if (!/(^|\/)package\.json$/.test(path) || path.includes('node_modules/')) continue;
    const name = nameIn((await checkout.fileAt(revision, path)) ?? '');
    if (name) folders.set(name, folder);
  }
  return folders;
}

function parentOf(folder: string): string {
  const parent = posix.dirname(folder);
  return parent === '.' ? '' : parent;
}

function nameIn(packageJson: string): string | null {
  try {
    const { name } = JSON.parse(packageJson) as { name?: unknown };
    return typeof name === 'string' ? name : null;
  } catch {
    return null; // a template with marks in it is no package
  }
}

function folderOf(name: string, folders: ReadonlyMap<string, string>, component: string): string {
  const folder = folders.get(name.replace(/\/$/, ''));
  if (folder !== undefined) return folder;
  throw new UserError({
    what: `component "${component}" names the package "${name}", which is not in this repository`,
    where: 'qitops.yml',
    remedy: "write the name of its package.json or the package's folder",
  });
}
