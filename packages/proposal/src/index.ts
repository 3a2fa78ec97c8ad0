export { applyLine, boxLine, readTicks, shownLine, type Ticks, unticked, withoutApply } from './boxes.ts';
export { type AcceptedChange, changeOf, type Decided } from './change.ts';
export { type Command, type ReadCommands, readCommands, USAGE } from './commands.ts';
export { type ReadDecisions, readDecisions, rejectionOf, writeDecisions } from './decisions.ts';
export { editedLine, readEdits } from './edits.ts';
export { limitProblems, pathProblem, placeProblem, type WantedFile, type WriteRules } from './limits.ts';
export { digestOf, offersOf } from './offers.ts';
export { patchOf } from './patch.ts';
