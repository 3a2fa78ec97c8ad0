export * from './budget.ts';
export * from './comment.ts';
export { newFileLink } from './links.ts';
