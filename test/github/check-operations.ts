import { fill } from './fill.ts';
import { type Answer, type Call, NOT_FOUND } from './operations.ts';
import type { LocalCheck } from './state.ts';

const LIMIT = 65_535;

/** Check runs, with the limits that GitHub's description gives and those that it keeps to itself. */
export const CHECK_HANDLERS: Record<string, (call: Call) => Answer> = {
  'checks/create': (call) => {
    const { repository, body } = call;
    const refused = refusedOutput(body);
    if (refused) return refused;
    const { name, head_sha, external_id } = body as { name: string; head_sha: string; external_id?: string };
    const check = repository.addCheck({ name, sha: head_sha, externalId: external_id ?? '' });
    return { status: 201, body: checkAnswer(call, written(check, body)) };
  },
  'checks/update': (call) => {
    const check = call.repository.checks.find(({ id }) => id === Number(call.values.check_run_id));
    if (!check) return NOT_FOUND;
    return refusedOutput(call.body) ?? { status: 200, body: checkAnswer(call, written(check, call.body)) };
  },
  'checks/list-for-ref': (call) => {
    const name = call.query.get('check_name');
    const list = call.repository.checks.filter(
      (check) => check.sha === call.values.ref && (name === null || check.name === name),
    );
    return { status: 200, list: list.map((check) => checkAnswer(call, check)), listIn: 'check_runs' };
  },
  'checks/list-annotations': (call) => {
    const check = call.repository.checks.find(({ id }) => id === Number(call.values.check_run_id));
    if (!check) return NOT_FOUND;
    return {
      status: 200,
      list: check.annotations.map((one) => fill('check-annotation', call.base, { ...one })),
    };
  },
};

/** GitHub adds annotations and replaces all else. */
function written(check: LocalCheck, body: Record<string, unknown>): LocalCheck {
  const { conclusion, output } = body as { conclusion?: string; output?: Record<string, unknown> };
  check.annotations.push(...((output?.annotations ?? []) as Record<string, unknown>[]));
  check.conclusion = conclusion ?? check.conclusion;
  check.output = { ...check.output, ...output };
  return check;
}

function refusedOutput({ output }: Record<string, unknown>): Answer | null {
  const { summary = '', text = '' } = (output ?? {}) as { summary?: string; text?: string };
  const tooLong = [summary, text].some((part) => Buffer.byteLength(part) > LIMIT);
  return tooLong
    ? { status: 422, body: { message: 'Invalid request. The summary or text is too long.' } }
    : null;
}

function checkAnswer({ repository, base }: Call, check: LocalCheck): Record<string, unknown> {
  const { title = null, summary = null, text = null } = check.output as Record<string, string>;
  const whole = fill('check-run', base, {
    id: check.id,
    name: check.name,
    head_sha: check.sha,
    external_id: check.externalId,
    status: 'completed',
    conclusion: check.conclusion,
    html_url: `https://github.com/${repository.fullName}/runs/${check.id}`,
  });
  const annotations_url = `${base}/repos/${repository.fullName}/check-runs/${check.id}/annotations`;
  return {
    ...whole,
    output: { title, summary, text, annotations_count: check.annotations.length, annotations_url },
  };
}
