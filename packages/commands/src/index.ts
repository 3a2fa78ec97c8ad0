export * from './analyze-pr.ts';
export * from './context.ts';
export * from './detect.ts';
export * from './flaky-detect.ts';
export * from './history.ts';
export * from './report.ts';
export * from './suggest-tests.ts';
