import type { FunctionMaterial, ModuleMaterial } from '@qitops/model';
import { type Detail, LADDER, promptFor, type Told } from './prompt.ts';

/** What calls may come to. */
export interface Room {
  /** Tokens that a text will hardly exceed. */
  estimateTokens: (text: string) => number;
  /** Most tokens of the texts of one call. */
  inputTokens: number;
  outputTokens: number;
  /** Tokens in and out of all calls together, and how many calls. */
  tokens: number;
  calls: number;
}

export interface CallPlan {
  calls: Told[];
  /** Functions for which there is no room even by their first line, or no call. */
  without: { path: string; function: string; reason: string }[];
}

/** Functions of one module that are asked about in one call: more cases than that do not fit into an answer. */
const MOST_IN_A_CALL = 4;

/**
 * One call a cluster of functions of one file. All are told in as much detail as the caps have room for: a function too
 * long for a call alone, and all of them when together they would pass the cap of the run. What is left then is
 * listed; the functions with most that no test notices come first.
 */
export function planCalls(modules: readonly ModuleMaterial[], prText: string, room: Room): CallPlan {
  let plan: CallPlan = { calls: [], without: [] };
  for (const detail of LADDER) {
    plan = withDetail(modules, prText, room, detail);
    if (plan.calls.length <= room.calls && costOf(plan.calls, room) <= room.tokens) return plan;
  }
  return cut(plan, room);
}

/** Clusters at a detail; a function that is too long for a call at it is told in less. */
function withDetail(
  modules: readonly ModuleMaterial[],
  prText: string,
  room: Room,
  detail: Detail,
): CallPlan {
  const plan: CallPlan = { calls: [], without: [] };
  const fits = (told: Told): boolean => inputOf(told, room) <= room.inputTokens;
  for (const module of modules) {
    const clusters: Told[] = [];
    for (const fn of module.functions) {
      const alone = LADDER.slice(LADDER.indexOf(detail))
        .map((each): Told => ({ module, functions: [fn], detail: each, prText }))
        .find(fits);
      if (!alone) {
        plan.without.push({ path: module.path, function: fn.name, reason: 'it is too long to be told of' });
        continue;
      }
      const last = clusters.at(-1);
      const joined = last && { ...last, functions: [...last.functions, fn] };
      const together = last?.detail === alone.detail && last.functions.length < MOST_IN_A_CALL;
      if (joined && together && fits(joined)) clusters[clusters.length - 1] = joined;
      else clusters.push(alone);
    }
    plan.calls.push(...clusters);
  }
  return plan;
}

function cut({ calls, without }: CallPlan, room: Room): CallPlan {
  const order = [...calls].sort((a, b) => worth(b.functions) - worth(a.functions));
  const kept: Told[] = [];
  const left = [...without];
  for (const call of order) {
    if (kept.length < room.calls && costOf([...kept, call], room) <= room.tokens) kept.push(call);
    else
      for (const { name } of call.functions)
        left.push({
          path: call.module.path,
          function: name,
          reason: `the caps of one run (${room.tokens} tokens, ${room.calls} calls) leave no room to ask about it`,
        });
  }
  return { calls: kept, without: left };
}

function worth(functions: readonly FunctionMaterial[]): number {
  return functions.reduce((sum, { open, uncovered }) => sum + open.length + uncovered.length, 0);
}

function inputOf(told: Told, room: Room): number {
  const { system, prompt } = promptFor(told, '0'.repeat(24));
  return room.estimateTokens(system + prompt);
}

function costOf(calls: readonly Told[], room: Room): number {
  return calls.reduce((sum, call) => sum + inputOf(call, room) + room.outputTokens, 0);
}
