export * from './base-run.ts';
export * from './flaky/detector.ts';
export * from './flaky/states.ts';
export * from './gates.ts';
export * from './patch-coverage.ts';
export * from './percent.ts';
export * from './renames.ts';
export * from './test-changes.ts';
