export type { CompactLimits, CompactResult } from './compact.ts';
export * from './coverage-file.ts';
export * from './folder-store.ts';
export { type ForgetResult, type Forgotten, testsOf } from './forget.ts';
export type { GitRunner } from './git-objects.ts';
export * from './git-store.ts';
export * from './history.ts';
export { monthOf, runKey, type StoredTest } from './run-file.ts';
export type { StoredHistory } from './view.ts';
