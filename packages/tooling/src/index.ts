export { type GeneratedFile, generatedFiles, loadContracts } from './contract-files.ts';
export { actionNames, ROOT } from './layout.ts';
