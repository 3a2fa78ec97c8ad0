import { runAction } from '@qitops/action-kit';
import { gitCredentials, readEvent } from '@qitops/github';
import { placeName, type ShardPlace } from '@qitops/model';
import { contract } from '../contract.ts';
import { roleOf } from './role.ts';

type Matrix = ShardPlace['matrix'];

await runAction(contract, async (scope) => {
  const event = readEvent(scope.env);
  Object.assign(process.env, gitCredentials(event.serverUrl, scope.inputs.token ?? ''));
  const role = roleOf(scope.inputs.shards, scope, event);
  switch (role.kind) {
    case 'part': {
      const { handOver, isJoined } = await import('./part.ts');
      if (role.said || (await isJoined(scope, event)) !== false) return handOver(scope, event);
      const { judge } = await import('./judge.ts');
      return judge(scope, event, undefined, placeName({ job: event.job, matrix: scope.matrix as Matrix }));
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
