import { describe, expect, it } from 'vitest';
import type { RunEvent } from './surroundings.ts';
import { isTriggered, type Triggers } from './triggers.ts';

const event = (name: string, more: Partial<RunEvent> = {}): RunEvent => ({
  name,
  payload: {},
  sha: 'a'.repeat(40),
  ref: 'refs/heads/main',
  ...more,
});
const push = event('push');
const pull = (action = 'synchronize', baseRef = 'main') =>
  event('pull_request', { payload: { action }, baseRef, ref: 'refs/pull/7/merge' });
const merge = event('merge_group', { payload: { merge_group: { base_ref: 'refs/heads/main' } } });
const ended = (name: string, action = 'completed') =>
  event('workflow_run', { payload: { action, workflow_run: { name, head_branch: 'topic' } } });

describe('a workflow is started', () => {
  it.each<[string, Triggers, RunEvent, string[], boolean]>([
    ['by the event it names', 'push', push, [], true],
    ['by no other', ['push', 'merge_group'], pull(), [], false],
    ['by a merge group that it lists', ['push', 'merge_group'], merge, [], true],
    ['by a pull request that moved', { pull_request: null }, pull(), [], true],
    ['not by one that was labelled', { pull_request: null }, pull('labeled'), [], false],
    [
      'by one that was labelled, where that is wanted',
      { pull_request: { types: ['labeled'] } },
      pull('labeled'),
      [],
      true,
    ],
    [
      'by a pull request into a branch of its pattern',
      { pull_request: { branches: ['rel/**', 'main'] } },
      pull(),
      [],
      true,
    ],
    ['not by one into another', { pull_request: { branches: ['rel/**'] } }, pull(), [], false],
    ['not by a push to a branch that is ignored', { push: { 'branches-ignore': ['ma*'] } }, push, [], false],
    [
      'by a changed path of its pattern',
      { push: { paths: ['src/**'] } },
      push,
      ['src/a/b.ts', 'README.md'],
      true,
    ],
    [
      'not by a path that a later pattern takes away',
      { push: { paths: ['**', '!docs/**'] } },
      push,
      ['docs/a.md'],
      false,
    ],
    ['not when all paths are ignored', { push: { 'paths-ignore': ['*.md'] } }, push, ['README.md'], false],
    ['when one is not', { push: { 'paths-ignore': ['*.md'] } }, push, ['README.md', 'a.ts'], true],
    [
      'by a merge group whatever it changed',
      { merge_group: { paths: ['src/**'] } },
      merge,
      ['README.md'],
      true,
    ],
    [
      'by a run that ended, of the workflow it names',
      { workflow_run: { workflows: ['ci'], types: ['completed'] } },
      ended('ci'),
      [],
      true,
    ],
    ['not by one of another', { workflow_run: { workflows: ['ci'] } }, ended('e2e'), [], false],
    ['by its times', { schedule: [{ cron: '0 3 * * *' }] }, event('schedule'), [], true],
  ])('%s', (_, triggers, by, changed, starts) => {
    expect(isTriggered(triggers, by, changed)).toBe(starts);
  });
});
