export * from './run-step.ts';
