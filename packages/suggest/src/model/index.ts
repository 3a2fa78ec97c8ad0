export { type Answers, type AskRequest, askModel } from './ask.ts';
export { type Gathered, gatherMaterial } from './gather.ts';
export type { Room } from './plan.ts';
export { type Counts, type Proven, proveCases, proveEdited } from './proven.ts';
