import { matchesGlob } from 'node:path';
import type { RunEvent } from './surroundings.ts';

/** What stands below an event of `on:`. */
interface Filter {
  types?: string | string[];
  branches?: string | string[];
  'branches-ignore'?: string | string[];
  paths?: string | string[];
  'paths-ignore'?: string | string[];
  workflows?: string | string[];
}

/** `on:` as a name, a list of names, or filters by name. */
export type Triggers = string | string[] | Record<string, Filter | unknown[] | null>;

/** Types that are meant where none are written; of other events all. */
const USUAL_TYPES: Record<string, readonly string[]> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};
/** Events whose filters by path and branch GitHub knows. */
const BY_PATH = new Set(['push', 'pull_request', 'pull_request_target']);
const BY_BRANCH = new Set([...BY_PATH, 'merge_group', 'workflow_run']);

/**
 * Whether GitHub would start a workflow for an event.
 * @param changed paths that the push or the pull request changed.
 */
export function isTriggered(triggers: Triggers, event: RunEvent, changed: readonly string[]): boolean {
  const filter = filterOf(triggers, event.name);
  if (filter === null) return false;
  const types = filter.types === undefined ? USUAL_TYPES[event.name] : [filter.types].flat();
  if (types && !types.includes(String(event.payload.action))) return false;
  if (filter.workflows !== undefined) {
    const { name } = (event.payload.workflow_run ?? {}) as { name?: string };
    if (!matches([filter.workflows].flat(), String(name))) return false;
  }
  if (BY_BRANCH.has(event.name) && !passesNames(filter.branches, filter['branches-ignore'], branchOf(event)))
    return false;
  if (!BY_PATH.has(event.name)) return true;
  const { paths, 'paths-ignore': ignored } = filter;
  if (paths !== undefined) return changed.some((path) => matches([paths].flat(), path));
  if (ignored !== undefined) return changed.some((path) => !matches([ignored].flat(), path));
  return true;
}

/** The filter of an event; null = the workflow is not for it. A schedule is a list of times and filters nothing. */
function filterOf(triggers: Triggers, name: string): Filter | null {
  if (typeof triggers === 'string') return triggers === name ? {} : null;
  if (Array.isArray(triggers)) return triggers.includes(name) ? {} : null;
  if (!(name in triggers)) return null;
  const filter = triggers[name];
  return filter && !Array.isArray(filter) ? filter : {};
}

/** The branch that `branches` is about: the base of a pull request, the pushed one, that of the run which ended. */
function branchOf({ name, payload, ref, baseRef }: RunEvent): string {
  if (name.startsWith('pull_request')) return baseRef ?? '';
  if (name === 'workflow_run')
    return (payload.workflow_run as { head_branch?: string } | undefined)?.head_branch ?? '';
  if (name === 'merge_group')
    return ((payload.merge_group as { base_ref?: string } | undefined)?.base_ref ?? '').replace(
      'refs/heads/',
      '',
    );
  return ref.replace('refs/heads/', '');
}

function passesNames(
  wanted: string | string[] | undefined,
  ignored: string | string[] | undefined,
  name: string,
): boolean {
  if (wanted !== undefined) return matches([wanted].flat(), name);
  return ignored === undefined || !matches([ignored].flat(), name);
}

/** The last pattern that fits decides; one that begins with `!` takes away. */
function matches(patterns: readonly string[], text: string): boolean {
  let fits = false;
  for (const pattern of patterns) {
    const taken = pattern.startsWith('!');
    if (matchesGlob(text, taken ? pattern.slice(1) : pattern)) fits = !taken;
  }
  return fits;
}
