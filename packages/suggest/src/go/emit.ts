import type { Pick } from '../choose.ts';
import { type GoSeen, goOf } from './observation.ts';

/** A Go test file of the package with one test in it. `imports` = paths by the name that inputs use. */
export function emitGoTest(
  pkg: string,
  name: string,
  picks: readonly Pick[],
  imports: Readonly<Record<string, string>>,
): string {
  const several = picks.length > 1;
  const body = picks.flatMap((pick) => {
    const lines = statements(goOf(pick), pick.views.includes('after'));
    return several ? ['{', ...lines.map((line) => `\t${line}`), '}'] : lines;
  });
  const text = body.join('\n');
  const paths = new Set(['testing']);
  if (/\breflect\./.test(text)) paths.add('reflect');
  if (/\bfmt\./.test(text)) paths.add('fmt');
  for (const [word, path] of Object.entries(imports)) if (names(text, word)) paths.add(path);
  for (const pick of picks)
    for (const value of [...(goOf(pick).observation.results ?? []), ...goOf(pick).observation.after])
      for (const path of value.imports ?? []) if (names(text, path.split('/').at(-1)!)) paths.add(path);
  const lines = [...paths].sort().map((path) => JSON.stringify(path));
  const imported = lines.length === 1 ? lines[0] : `(\n${lines.map((line) => `\t${line}`).join('\n')}\n)`;
  const inside = body.map((line) => `\t${line}`).join('\n');
  return `package ${pkg}\n\nimport ${imported}\n\nfunc ${name}(t *testing.T) {\n${inside}\n}\n`;
}

/** Whether code uses a package, outside of its texts. */
function names(text: string, word: string): boolean {
  return new RegExp(`\\b${word}\\.`).test(text.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
}

function statements({ callee, input, observation }: GoSeen, withAfter: boolean): string[] {
  const lines: string[] = [];
  const args = [...input.args];
  const changed = withAfter
    ? observation.after.flatMap((value, index) => (value.kind === '' ? [] : [{ index, value }]))
    : [];
  for (const { index } of changed) {
    if (index >= args.length) continue;
    const spread = args[index]!.endsWith('...') ? '...' : '';
    lines.push(`arg${index} := ${args[index]!.replace(/\.\.\.$/, '')}`);
    args[index] = `arg${index}${spread}`;
  }
  let on = input.receiver;
  if (
    on &&
    (changed.some(({ index }) => index >= args.length) || /^[A-Z]\w*\{/.test(on) || on.startsWith('&'))
  ) {
    lines.push(`subject := ${on}`);
    on = 'subject';
  }
  const call = `${on ? `${on}.` : ''}${callee}(${args.join(', ')})`;
  if (observation.ended === 'panic') return [...lines, ...panics(call, observation.message)];
  lines.push(...results(call, observation.results ?? []));
  for (const { index, value } of changed) {
    const own = index >= args.length ? 'subject' : `arg${index}`;
    lines.push(...equal(own, value.text, `${own} after ${call}`));
  }
  return lines;
}

function panics(call: string, message: string): string[] {
  return [
    'func() {',
    '\tdefer func() {',
    `\t\tif got := fmt.Sprint(recover()); got != ${quoted(message)} {`,
    `\t\t\tt.Errorf(${quoted(`${escaped(call)} panicked with %q, want ${escaped(quoted(message))}`)}, got)`,
    '\t\t}',
    '\t}()',
    `\t${call}`,
    '}()',
  ];
}

function results(call: string, values: readonly { kind: string; text: string }[]): string[] {
  if (values.length === 0) return [call];
  const names = values.map(({ kind }, index) => {
    if (kind === 'opaque') return '_';
    if (/error/.test(kind)) return 'err';
    return values.length > 2 || values.filter((each) => each.kind === 'value').length > 1
      ? `got${index}`
      : 'got';
  });
  if (names.every((name) => name === '_')) return [call];
  const lines = [`${names.join(', ')} := ${call}`];
  values.forEach(({ kind, text }, index) => {
    const name = names[index]!;
    const said =
      values.length > 1 && kind === 'value' && name !== 'got' ? `${call}, result ${index + 1}` : call;
    if (kind === 'nil error')
      lines.push('if err != nil {', `\tt.Errorf(${quoted(`${escaped(call)} gave the error %v`)}, err)`, '}');
    else if (kind === 'error')
      lines.push(
        `if err == nil || err.Error() != ${text} {`,
        `\tt.Errorf(${quoted(`${escaped(call)} gave the error %v, want ${escaped(text)}`)}, err)`,
        '}',
      );
    else if (kind === 'value') lines.push(...equal(name, text, said));
  });
  return lines;
}

function equal(name: string, text: string, said: string): string[] {
  const plain = /^(-?[\d.e+-]+|true|false|nil|"(?:[^"\\]|\\.)*")$/.test(text);
  const test = plain ? `${name} != ${text}` : `!reflect.DeepEqual(${name}, ${text})`;
  return [`if ${test} {`, `\tt.Errorf("%s is %#v, want %s", ${quoted(said)}, ${name}, ${quoted(text)})`, '}'];
}

/** Source of a text: raw where that is easier to read. */
function quoted(text: string): string {
  return text.includes('`') || /[\r\n]/.test(text) || !/["\\]/.test(text)
    ? JSON.stringify(text)
    : `\`${text}\``;
}

/** A text in a format: what would be a verb is itself. */
function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}
