import type { ChangedFunction, ProposedCase } from '@qitops/model';
import { ASSERT, CHAI } from '../emit/dialect.ts';
import type { Subject } from '../emit/emit.ts';
import type { Candidate } from '../gate.ts';
import { quoted } from '../literal.ts';
import type { TestStyle } from '../style.ts';
import type { AssertionKind } from './permissions.ts';
import { permittedBody } from './permitted.ts';

/** A name that the module gives away and a test may use. */
export interface Given {
  name: string;
  as: string;
}

/** How a project asserts, as a proposed test has to. */
export function assertionsOf({ dialect }: TestStyle): AssertionKind {
  if (dialect === ASSERT) return 'assert';
  return dialect === CHAI ? 'chai' : 'expect';
}

/** A test file around a proposed body, in the project's style; a string = why the case may not run. */
export async function candidateFrom(
  proposed: Pick<ProposedCase, 'title' | 'body'>,
  fn: ChangedFunction,
  subject: Subject,
  given: readonly Given[],
  style: TestStyle,
): Promise<Candidate | string> {
  const names = new Set(given.map(({ as }) => as));
  const rules = { given: names, assertions: assertionsOf(style), typed: style.typed };
  const permitted = await permittedBody(proposed.body, rules);
  if (typeof permitted === 'string') return permitted;
  if (!permitted.used.includes(subject.local)) return `it does not call ${subject.local}`;
  const isAsync = /\bawait\b/.test(permitted.body);
  const code = [
    ...style.imports(given.filter(({ as }) => permitted.used.includes(as))),
    '',
    `describe(${quoted(subject.local)}, () => {`,
    `  ${style.caller}(${quoted(proposed.title)}, ${isAsync ? 'async ' : ''}() => {`,
    ...permitted.body.split('\n').map((line) => `    ${line}`),
    '  });',
    '});',
    '',
  ].join('\n');
  return {
    path: style.pathFor(`${subject.local}.proposed`),
    code,
    module: fn.path,
    title: `${subject.local} ${proposed.title}`,
  };
}
