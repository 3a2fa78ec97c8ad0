export * from './coverage-file.ts';
export * from './folder-store.ts';
export * from './git-objects.ts';
export * from './git-store.ts';
export * from './history.ts';
export * from './run-file.ts';
