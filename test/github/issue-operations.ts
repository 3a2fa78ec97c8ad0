import { fill } from './fill.ts';
import { type Answer, type Call, NOT_FOUND } from './operations.ts';
import type { LocalIssue } from './state.ts';

/** Issues, which are no pull requests here. */
export const ISSUE_HANDLERS: Record<string, (call: Call) => Answer> = {
  'issues/list-for-repo': (call) => {
    const wanted = (call.query.get('labels') ?? '').split(',').filter(Boolean);
    const state = call.query.get('state') ?? 'open';
    const list = call.repository.issues.filter(
      (issue) =>
        (state === 'all' || issue.state === state) && wanted.every((label) => issue.labels.includes(label)),
    );
    return { status: 200, list: list.map((issue) => issueAnswer(call, issue)) };
  },
  'issues/create': (call) => {
    const { title, body, labels } = call.body as { title: string; body?: string; labels?: string[] };
    const issue = call.repository.addIssue({ title, body: body ?? '', labels: labels ?? [] });
    return { status: 201, body: issueAnswer(call, issue) };
  },
  'issues/update': (call) => {
    const issue = call.repository.issues.find(({ number }) => number === Number(call.values.issue_number));
    if (!issue) return NOT_FOUND;
    const { title, body, state } = call.body as Partial<LocalIssue>;
    Object.assign(issue, { ...(title && { title }), ...(body && { body }), ...(state && { state }) });
    issue.edits += 1;
    return { status: 200, body: issueAnswer(call, issue) };
  },
};

function issueAnswer({ repository, base }: Call, issue: LocalIssue): Record<string, unknown> {
  return fill('issue', base, {
    number: issue.number,
    node_id: `issue-${issue.number}`,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    labels: issue.labels.map((name) => ({ name })),
    html_url: `https://github.com/${repository.fullName}/issues/${issue.number}`,
  });
}
