import { runAction } from '@qitops/action-kit';
import { gitCredentials, readEvent } from '@qitops/github';
import { contract } from '../contract.ts';
import { roleOf } from './role.ts';

await runAction(contract, async (scope) => {
  const event = readEvent(scope.env);
  Object.assign(process.env, gitCredentials(event.serverUrl, scope.inputs.token ?? ''));
  const role = roleOf(scope.inputs.shards, scope, event);
  switch (role.kind) {
    case 'part': {
      const { handOver } = await import('./part.ts');
      return handOver(scope, event);
    }
    case 'last': {
      const [{ collectShards }, { judge }] = await Promise.all([import('./last.ts'), import('./judge.ts')]);
      return judge(scope, event, await collectShards(scope, event, role.wanted));
    }
    case 'relay': {
      const { relay } = await import('./relay.ts');
      return relay(scope, event);
    }
    default: {
      const { judge } = await import('./judge.ts');
      return judge(scope, event, undefined);
    }
  }
});
