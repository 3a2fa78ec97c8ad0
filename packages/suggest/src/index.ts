export * from './catching.ts';
export * from './engine.ts';
export { Explorers } from './explore/explore.ts';
export type { LcovParser } from './gate.ts';
export * from './kill-rate.ts';
export { type Mutant, mutate } from './mutants/mutate.ts';
export { signaturesOf } from './source/signatures.ts';
