import type { SiteCoverageRow } from '@qitops/model';

type Counts = Pick<SiteCoverageRow, 'lines' | 'branches' | 'functions'>;

/** A folder with the sums of what is in it. */
export interface Folder<T extends Counts> extends Counts {
  name: string;
  folders: Folder<T>[];
  files: T[];
}

function empty<T extends Counts>(name: string): Folder<T> {
  return { name, folders: [], files: [], lines: [0, 0], branches: [0, 0], functions: [0, 0] };
}

/** Files as a tree, most missing lines first; a folder that holds one folder only is joined with it. */
export function folderTree<T extends Counts & { path: string }>(files: readonly T[]): Folder<T> {
  const root = empty<T>('');
  for (const file of files) {
    let folder = root;
    add(folder, file);
    for (const name of file.path.split('/').slice(0, -1)) {
      let child = folder.folders.find((entry) => entry.name === name);
      if (!child) {
        child = empty(name);
        folder.folders.push(child);
      }
      folder = child;
      add(folder, file);
    }
    folder.files.push(file);
  }
  return settle(root);
}

function add(folder: Counts, file: Counts): void {
  for (const kind of ['lines', 'branches', 'functions'] as const) {
    folder[kind] = [folder[kind][0] + file[kind][0], folder[kind][1] + file[kind][1]];
  }
}

function settle<T extends Counts>(folder: Folder<T>): Folder<T> {
  const missing = (entry: Counts) => entry.lines[1] - entry.lines[0];
  const folders = folder.folders.map(settle).sort((a, b) => missing(b) - missing(a));
  const files = [...folder.files].sort((a, b) => missing(b) - missing(a));
  const only = folders[0];
  if (folder.name !== '' && folders.length === 1 && files.length === 0 && only) {
    return { ...only, name: `${folder.name}/${only.name}` };
  }
  return { ...folder, folders, files };
}
