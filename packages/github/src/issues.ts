import { type IssueHost, type KeptIssue, type KeptIssueResult, messageOf } from '@qitops/model';
import type { EventInfo } from './event.ts';
import { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
import { isUncertain, refusalOf } from './refusal.ts';

/** What our own closing leaves in the body, so that an issue that a person closed is told from it. */
const CLOSED_BY_US = '<!-- qitops:closed -->';
/** What the body says once the issue was pinned: a person who unpins it is not contradicted. */
const PINNED = '<!-- qitops:pinned -->';
/** Pages of issues with the label that are read. */
const PAGES = 3;
const ATTEMPTS = 3;

interface Issue {
  number: number;
  /** Its id for GraphQL. */
  node: string;
  url: string;
  title: string;
  body: string;
  open: boolean;
}

/** GitHub's issues as a place for what has to be done, one an affair however often it is told. */
export function githubIssues(options: Omit<GatewayOptions, 'apiUrl'> & { event: EventInfo }): IssueHost {
  const { event } = options;
  return {
    keepIssues: async (label, wanted, limit) => {
      if (wanted.length === 0) return { done: [], left: 0 };
      try {
        const gateway = await openGateway({ ...options, apiUrl: event.apiUrl });
        return await new LabelledIssues(gateway, event, label).keep(wanted, limit);
      } catch (error) {
        return refusalOf(error, 'write issues', 'issues: write');
      }
    },
  };
}

/** The issues of one label. Labels are set by people with rights, so that nobody else's text is taken for ours. */
class LabelledIssues {
  readonly #gateway: Gateway;
  readonly #place: { owner: string; repo: string };
  readonly #label: string;

  constructor(gateway: Gateway, { repository }: EventInfo, label: string) {
    this.#gateway = gateway;
    this.#place = { owner: repository.owner, repo: repository.name };
    this.#label = label;
  }

  async keep(
    wanted: readonly KeptIssue[],
    limit: number,
  ): Promise<{ done: KeptIssueResult[]; left: number }> {
    const known = await this.#list();
    const done: KeptIssueResult[] = [];
    let writes = 0;
    let left = 0;
    for (const issue of wanted) {
      const { there, doubles } = placesOf(issue, known);
      for (const double of doubles.slice(0, limit - writes)) {
        writes += 1;
        await this.#closeDouble(double);
      }
      const step = nextStep(issue, there);
      if (step === null) {
        if (there) done.push({ url: there.url, action: 'unchanged' });
      } else if (writes >= limit) left += 1;
      else {
        writes += 1;
        done.push(step === 'created' ? await this.#create(issue) : await this.#update(there!, issue, step));
      }
    }
    return { done, left };
  }

  async #list(): Promise<Issue[]> {
    const issues: Issue[] = [];
    for (let page = 1; page <= PAGES; page += 1) {
      const { data } = await this.#gateway.octokit.request('GET /repos/{owner}/{repo}/issues', {
        ...this.#place,
        labels: this.#label,
        state: 'all',
        sort: 'updated',
        per_page: 100,
        page,
      });
      for (const { number, node_id, html_url, title, body, state, pull_request } of data)
        if (!pull_request)
          issues.push({
            number,
            node: node_id,
            url: html_url,
            title,
            body: body ?? '',
            open: state === 'open',
          });
      if (data.length < 100) break;
    }
    return issues;
  }

  /** Writes a new issue, once: when an answer is lost, the list is searched before a second try. */
  async #create(issue: KeptIssue): Promise<KeptIssueResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { data } = await this.#gateway.octokit.request('POST /repos/{owner}/{repo}/issues', {
          ...this.#place,
          title: issue.title,
          body: bodyOf(issue),
          labels: [this.#label],
          request: { retries: 0 },
        });
        return await this.#written(issue, { url: data.html_url, node: data.node_id });
      } catch (error) {
        if (!isUncertain(error) || attempt === ATTEMPTS || !this.#gateway.mayWait(attempt)) throw error;
        await this.#gateway.pause(attempt);
        const written = (await this.#list()).find(({ body }) => body === bodyOf(issue));
        if (written) return await this.#written(issue, written);
      }
    }
  }

  async #written(issue: KeptIssue, { url, node }: Pick<Issue, 'url' | 'node'>): Promise<KeptIssueResult> {
    const remark = issue.pinned ? await this.#pin(node) : null;
    return { url, action: 'created', ...(remark ? { remark } : {}) };
  }

  /** Pinning is no part of the REST API. Returns why it was not done, or null; the next run tries again. */
  async #pin(issueId: string): Promise<string | null> {
    const { octokit } = this.#gateway;
    const pin = 'mutation ($issueId: ID!) { pinIssue(input: { issueId: $issueId }) { clientMutationId } }';
    const ask = 'query ($issueId: ID!) { node(id: $issueId) { ... on Issue { isPinned } } }';
    try {
      await octokit.graphql(pin, { issueId });
      return null;
    } catch (error) {
      // it may be pinned already, by an earlier run or by a request whose answer was lost
      const seen = await octokit
        .graphql<{ node: { isPinned?: boolean } | null }>(ask, { issueId })
        .catch(() => null);
      return seen?.node?.isPinned ? null : `the issue was not pinned: ${messageOf(error)}`;
    }
  }

  /** Closes what was written once too often: by a try whose answer came too late, or by two runs at once. */
  async #closeDouble({ number, body }: Issue): Promise<void> {
    await this.#gateway.octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      ...this.#place,
      issue_number: number,
      body: `${body}\n${CLOSED_BY_US}`,
      state: 'closed',
      state_reason: 'not_planned',
    });
  }

  async #update(there: Issue, issue: KeptIssue, action: Exclude<Step, 'created'>): Promise<KeptIssueResult> {
    const state =
      action === 'closed'
        ? { state: 'closed' as const, state_reason: 'completed' as const }
        : action === 'reopened'
          ? { state: 'open' as const }
          : {};
    const pins = issue.pinned === true && issue.open && !there.body.includes(PINNED);
    const remark = pins ? await this.#pin(there.node) : null;
    const pinned = there.body.includes(PINNED) || (pins && remark === null);
    await this.#gateway.octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      ...this.#place,
      issue_number: there.number,
      title: issue.title,
      body: bodyOf(issue, pinned),
      ...state,
    });
    return { url: there.url, action, ...(remark ? { remark } : {}) };
  }
}

/** The issue that tells of this, the oldest with all its markers first, and open ones that tell the same once more. */
function placesOf(
  { markers }: KeptIssue,
  known: readonly Issue[],
): { there: Issue | undefined; doubles: Issue[] } {
  const byAge = [...known].sort((a, b) => a.number - b.number);
  const [same, ...more] = byAge.filter(({ body }) => markers.every((marker) => body.includes(marker)));
  const there = same ?? byAge.find(({ body }) => markers.some((marker) => body.includes(marker)));
  return { there, doubles: more.filter(({ open }) => open) };
}

type Step = Exclude<KeptIssueResult['action'], 'unchanged'>;

function nextStep(issue: KeptIssue, there: Issue | undefined): Step | null {
  if (!there) return issue.open ? 'created' : null;
  if (!issue.open) return there.open ? 'closed' : null;
  if (!there.open) return there.body.includes(CLOSED_BY_US) ? 'reopened' : null;
  const as = bodyOf(issue, issue.pinned === true || there.body.includes(PINNED));
  return there.body === as && there.title === issue.title ? null : 'updated';
}

function bodyOf({ body, markers, open }: KeptIssue, pinned = false): string {
  return [body, ...markers, ...(pinned ? [PINNED] : []), ...(open ? [] : [CLOSED_BY_US])].join('\n');
}
