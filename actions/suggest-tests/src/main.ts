import { runAction } from '@qitops/action-kit';
import { readEvent } from '@qitops/github';
import { contract } from '../contract.ts';

await runAction(contract, async (scope) => {
  const event = readEvent(scope.env);
  if (event.name === 'issue_comment') return (await import('./accept.ts')).accept(scope, event);
  switch (scope.inputs.phase) {
    case 'all':
      return (await import('./all.ts')).allPhases(scope, event);
    case 'publish':
      return (await import('./publish.ts')).publishPhase(scope, event);
    default:
      return (await import('./phases.ts')).runPhase(scope, event, scope.inputs.phase);
  }
});
