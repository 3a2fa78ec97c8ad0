import { describe, expect, it } from 'vitest';
import { Owners, parseCodeOwners } from './owners.ts';

const owners = (text: string) => new Owners(parseCodeOwners(text));

describe('Owners', () => {
  it('the last rule that matches counts', () => {
    const file = owners('* @all\n*.js @scripts # a comment\n/docs/ @writers\n');
    expect(file.of('a.py')).toEqual(['@all']);
    expect(file.of('src/a.js')).toEqual(['@scripts']);
    expect(file.of('docs/deep/a.js')).toEqual(['@writers']);
  });
  it('a pattern without owners takes ownership away', () => {
    expect(owners('/apps/ @octocat\n/apps/github').of('apps/github/a.ts')).toEqual([]);
  });
  it('a rooted folder is not one of the same name elsewhere', () => {
    const file = owners('/build/logs/ @doctocat');
    expect(file.of('build/logs/a.log')).toEqual(['@doctocat']);
    expect(file.of('x/build/logs/a.log')).toEqual([]);
  });
  it('a space in a path is escaped', () => {
    expect(owners('/with\\ space/ @a @b').of('with space/x')).toEqual(['@a', '@b']);
  });
  it('negations and ranges match nothing, as on GitHub', () => {
    const file = owners('* @all\n!a.ts @b\n[ab].ts @c');
    expect(file.of('a.ts')).toEqual(['@all']);
  });
  it('paths outside the repository have no owner', () => {
    expect(owners('* @all').of('../x')).toEqual([]);
    expect(owners('* @all').of('/abs')).toEqual([]);
  });
});
