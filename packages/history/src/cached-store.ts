import type { Appended, FolderCache, ObjectChanges } from '@qitops/model';
import { FolderStore } from './folder-store.ts';

/** A store in a folder that a cache keeps between jobs: brought here before it is first read, saved after each write. */
export class CachedStore extends FolderStore {
  readonly #folder: string;
  readonly #cache: FolderCache;
  readonly #warn: (remark: string) => void;
  #restored: Promise<void> | null = null;

  constructor(folder: string, cache: FolderCache, warn: (remark: string) => void) {
    super(folder, 'of the Actions cache');
    this.#folder = folder;
    this.#cache = cache;
    this.#warn = warn;
  }

  override async list(prefix: string): Promise<string[]> {
    await this.#restore();
    return super.list(prefix);
  }

  override async read(key: string): Promise<Uint8Array | null> {
    await this.#restore();
    return super.read(key);
  }

  override async append(name: string, objects: ReadonlyMap<string, Uint8Array>): Promise<Appended> {
    const appended = await super.append(name, objects);
    const unsaved = await this.#save();
    return unsaved === null ? appended : { ...appended, waiting: unsaved };
  }

  override async write(changes: ObjectChanges): Promise<void> {
    await this.#restore();
    await super.write(changes);
  }

  override async rewrite(change: () => Promise<ObjectChanges>): Promise<void> {
    await this.#restore();
    let changes: ObjectChanges = new Map();
    await super.rewrite(async () => {
      changes = await change();
      return changes;
    });
    // a cache takes room for every save
    if (changes.size > 0) await this.#save();
  }

  #restore(): Promise<void> {
    this.#restored ??= this.#cache.restore(this.#folder);
    return this.#restored;
  }

  async #save(): Promise<string | null> {
    const unsaved = await this.#cache.save(this.#folder);
    if (unsaved !== null) this.#warn(`The history was not saved: ${unsaved}`);
    return unsaved;
  }
}
