export { type ReadDecisions, readDecisions, rejectionOf, writeDecisions } from './decisions.ts';
