import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'qitops-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an action of one body in a process of its own, as the runner does. */
function act(body: string, env: Record<string, string> = {}) {
  const program = join(folder, 'main.ts');
  writeFileSync(
    program,
    `import { defineContract, runAction } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
import { UserError } from ${JSON.stringify(join(import.meta.dirname, '../../model/src/index.ts'))};
const contract = defineContract({
  name: 'example', description: 'An example.', branding: { icon: 'x', color: 'blue' }, permissions: [], post: true,
  inputs: { token: { type: 'string', default: null, secret: true, description: 'Token.' } },
  outputs: { word: { description: 'A word.' } },
});
void UserError;
await runAction(contract, async (scope) => { ${body} });
`,
  );
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const { PATH = '', GITHUB_STATE: _, ...rest } = process.env;
  const ended = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: { ...rest, PATH, GITHUB_STATE: '', RUNNER_DEBUG: '', ...files, ...env },
  });
  const read = (file: string) => readFileSync(file, 'utf8');
  return {
    code: ended.status,
    log: ended.stdout,
    outputs: read(files.GITHUB_OUTPUT),
    summary: read(files.GITHUB_STEP_SUMMARY),
  };
}

describe('an action', () => {
  it('sets its outputs and its summary also when a gate fails', () => {
    const ran = act(
      `return { outputs: { word: 'yes' }, summary: '# Done', failure: 'Gate failed:\\n2, wanted 0.' };`,
    );
    expect(ran.code).toBe(1);
    expect(ran.outputs).toContain('yes');
    expect(ran.summary).toContain('# Done');
    expect(ran.log).toContain('::error::Gate failed: 2, wanted 0.');
  });

  it('tells a user what is wrong and what to do, without a stack', () => {
    const ran = act(`throw new UserError({ what: 'is empty', where: 'a.xml', remedy: 'run the tests' });`);
    expect(ran.code).toBe(1);
    expect(ran.log).toContain('::error::a.xml: is empty. Fix: run the tests');
    expect(ran.log).not.toContain('at ');
  });

  it('says on a runner that is too old which one it takes, and does nothing', () => {
    const old = join(folder, 'old.cjs');
    writeFileSync(
      old,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });`,
    );
    const ran = act(`return { outputs: { word: 'yes' } };`, {
      NODE_OPTIONS: `--require ${JSON.stringify(old)}`,
      RUNNER_NAME: 'box-3',
    });
    expect(ran.code).toBe(1);
    expect(ran.log).toMatch(
      /::error::the runner box-3: this action needs Node\.js 24, and the runner started it with 20\.19\.0\. Fix: update it to 2\.327\.1 or later/,
    );
    expect(ran.outputs).toBe('');
    expect(ran.summary).toContain('2.327.1');
  });

  it('writes its summary also when it could not do its work', () => {
    const ran = act(
      `throw new UserError({ what: 'is <b>empty</b> @all', where: 'a.xml', remedy: 'run it' });`,
    );
    expect(ran.summary).toContain('could not do its work');
    expect(ran.summary).toContain('&lt;b&gt;empty&lt;/b&gt; @\u200ball. Fix: run it');
  });

  it('annotates seven places, the worst first, and counts the rest in the summary', () => {
    const ran =
      act(`const one = (level, line) => ({ kind: 'x', level, path: 'a.ts', line, title: 't', message: 'm' + line, evidence: [] });
      return { summary: '# Done', findings: [...Array(6).keys()].flatMap((n) => [one('warning', n + 1), one('error', n + 1)]) };`);
    const levels = [...ran.log.matchAll(/^::(error|warning) .*line=(\d+)/gm)].map(
      ([, level, line]) => `${level} ${line}`,
    );
    expect(levels).toEqual(['error 1', 'error 2', 'error 3', 'error 4', 'error 5', 'error 6', 'warning 1']);
    expect(ran.summary).toContain('5 more places are not annotated');
  });

  it('lets nothing in an annotation act as a command', () => {
    const ran = act(`return { findings: [{ kind: 'x', level: 'error', path: 'a.ts', line: 1, evidence: [],
      title: '##[error]t ::error::t', message: '::error::m\\n##[group]m\\n  ::set-output name=a::b' }] };`);
    expect(ran.log).not.toContain('##[');
    expect(ran.log.match(/^\s*::/gm)).toHaveLength(1 + (ran.log.match(/^::(?!error)/gm) ?? []).length);
    expect(ran.log).toContain(':\u200b:error::m%0A#\u200b#[group]m');
  });

  it('says of its own mistakes where to report them, with the stack for debugging', () => {
    const ran = act(`throw new TypeError('x is not a function');`);
    expect(ran.code).toBe(1);
    expect(ran.log).toMatch(
      /::error::x is not a function\. This is a mistake in qitops: please report it at https/,
    );
    expect(ran.log).toMatch(/::debug::TypeError/);
  });

  it('masks its secrets and keeps them from what it starts', () => {
    const ran = act(
      `return { outputs: { word: String(scope.env.INPUT_TOKEN ?? process.env.INPUT_TOKEN) } };`,
      {
        INPUT_TOKEN: 'ghs_secret',
      },
    );
    expect(ran.log).toContain('::add-mask::ghs_secret');
    expect(ran.outputs).toContain('undefined');
  });

  it('does nothing in its post step unless it deferred to it', () => {
    const body = `return { outputs: { word: scope.phase } };`;
    expect(act(body, { 'STATE_qitops-phase': 'post' }).outputs).toBe('');
    expect(act(body, { 'STATE_qitops-phase': 'post', 'STATE_qitops-deferred': 'true' }).outputs).toContain(
      'post',
    );
  });

  it('does not let text of others act as a command', () => {
    const ran = act(`scope.log.info('::error::no'); scope.log.info('x ##[error]no'); return {};`);
    expect(ran.log).not.toMatch(/^\s*::error/m);
    expect(ran.log).not.toContain('##[');
  });
});
