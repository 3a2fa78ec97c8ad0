import { describe, expect, it } from 'vitest';
import { readCommands } from './commands.ts';

const fence = '```';

describe('the commands of a comment', () => {
  it('are those that begin a line', () => {
    expect(readCommands('Thanks!\n/qitops accept 1, 3\n/qitops reject 4  not   ours\nplease')).toEqual({
      commands: [
        { verb: 'accept', numbers: [1, 3] },
        { verb: 'reject', numbers: [4], reason: 'not ours' },
      ],
      problems: [],
    });
  });
  it('are none in code, in quotes, in hidden text or within a sentence', () => {
    const shown = [
      'say /qitops accept 1',
      '`/qitops accept 1`',
      `${fence}\n/qitops accept 1\n${fence}`,
      '~~~~\n~~~\n/qitops accept 1\n~~~~',
      '> /qitops accept 1',
      '    /qitops accept 1',
      '<!--\n/qitops accept 1\n-->',
      '/qitopsaccept 1',
    ];
    for (const text of shown) expect(readCommands(text), text).toEqual({ commands: [], problems: [] });
  });
  it('take an edited test from the block after it', () => {
    const edit = (block: string) => readCommands(`/qitops edit 2\n\n${block}`);
    const code = "it('x', () => {\n  a(`x`);\n});";
    expect(edit(`${fence}ts\n${code}\n${fence}\nmore`).commands).toEqual([
      { verb: 'edit', number: 2, code: `${code}\n` },
    ]);
    for (const block of ['no code', `${fence}\nnot closed`, `${fence}\n\n${fence}`])
      expect(edit(block).problems.join(), block).toMatch(/needs the test in a fenced code block/);
    expect(edit(`${fence}\n${'x'.repeat(30_000)}\n${fence}`).problems.join()).toMatch(/longer than/);
  });
  it('say what is wrong with them', () => {
    const problem = (text: string) => readCommands(text).problems.join();
    expect(problem('/qitops merge')).toMatch(/no such command/);
    expect(problem('/qitops accept')).toMatch(/needs the number/);
    expect(problem('/qitops accept 0')).toMatch(/needs the number/);
    expect(problem('/qitops accept 1; rm -rf /')).toMatch(/needs the number|nothing else/);
    expect(problem('/qitops accept 1 && x')).toMatch(/nothing else/);
    expect(problem('/qitops edit 1,2')).toMatch(/one suggestion at a time/);
    expect(problem('/qitops accept 1\n'.repeat(30))).toMatch(/more than 20 commands/);
  });
});
