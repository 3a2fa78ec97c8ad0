export { type ModelRequest, type Proposed, suggestWithModel } from './lane.ts';
