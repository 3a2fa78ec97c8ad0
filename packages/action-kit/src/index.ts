export * from './cell.ts';
export * from './contract.ts';
export * from './document.ts';
export * from './inputs.ts';
export * from './publish.ts';
export * from './run.ts';
export * from './shared-inputs.ts';
