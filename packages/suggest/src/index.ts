export * from './engine.ts';
export type { LcovParser } from './gate.ts';
