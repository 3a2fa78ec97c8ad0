export * from './engine.ts';
export type { LcovParser } from './gate.ts';
export * from './kill-rate.ts';
