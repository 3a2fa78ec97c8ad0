import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a program loads of the model's part, by the parts of the paths. */
function loadedBy(program: string): string[] {
  const script = [
    "import { registerHooks } from 'node:module';",
    'const seen = new Set();',
    'registerHooks({ resolve(specifier, context, next) {',
    '  const found = next(specifier, context);',
    String.raw`  const part = /node_modules\/(openai|@anthropic-ai)\/|packages\/(llm|suggest\/src\/model)\//.exec(found.url);`,
    '  if (part) seen.add(part[1] ?? part[2]);',
    '  return found;',
    '} });',
    program,
    'console.log(JSON.stringify([...seen].sort()));',
  ].join('\n');
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  expect(run.stderr).not.toMatch(/Error/);
  return JSON.parse(run.stdout.trim().split('\n').at(-1)!);
}

/** Asks a model at a port where nobody listens. */
const asking = (api: string): string =>
  [
    "const { CAPS, openModel } = await import('@qitops/llm');",
    "const at = { baseUrl: 'http://127.0.0.1:1/v1', allowed: ['127.0.0.1:1'], model: 'm', key: 'none', shortWaitMs: 1 };",
    `const model = openModel({ ...at, api: '${api}', caps: CAPS, price: null });`,
    "const request = { system: '', prompt: '', schema: {}, maxOutputTokens: 1, check: () => null };",
    'const refusal = await model.complete(request).catch((error) => error);',
    "if (refusal.kind !== 'network') throw refusal;",
  ].join('\n');

describe('the model’s part', () => {
  it('is not loaded without a provider, not even where its command is', () => {
    const program = [
      "const { suggestTests } = await import('@qitops/commands');",
      "const context = { cwd: '/', env: {}, log: { info() {}, warn() {} } };",
      'await suggestTests(context, { coverage: [], out: null, provider: null }).catch((error) => error);',
    ].join('\n');
    expect(loadedBy(program)).toEqual([]);
  });
  it('loads no client before the first question', () => {
    expect(loadedBy("await import('@qitops/llm');")).toEqual(['llm']);
  });
  it.each([
    ['chat', 'openai'],
    ['responses', 'openai'],
    ['anthropic', '@anthropic-ai'],
  ])('loads for %s only the client of %s', (api, client) => {
    expect(loadedBy(asking(api))).toEqual([client, 'llm'].sort());
  });
});
