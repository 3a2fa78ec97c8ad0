import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Account, mayDo } from './accounts.ts';
import { answerProblems, requestProblems } from './contract-check.ts';
import { match } from './description.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { type Answer, HANDLERS, NOT_FOUND } from './operations.ts';
import { ResultsService } from './results-service.ts';
import type { LocalRepository } from './state.ts';

export interface LocalGitHub {
  /** What `GITHUB_API_URL` has to be. */
  url: string;
  /** Every request in order: `POST /repos/acme/shop/issues/1/comments`. */
  requests: string[];
  /** Requests and answers that GitHub's description does not allow. A test ends with none. */
  violations: string[];
  faults: FaultPlan;
  /** Who a token belongs to; a token that is not here is answered with 401. */
  tokens: Map<string, Account>;
  /** Artifacts and caches. */
  results: ResultsService;
  close(): Promise<void>;
}

/** Starts a stand-in for GitHub's REST API on 127.0.0.1. */
export async function startLocalGitHub(repositories: LocalRepository[]): Promise<LocalGitHub> {
  const github: State = {
    url: '',
    requests: [],
    violations: [],
    faults: new FaultPlan(),
    tokens: new Map(),
    results: new ResultsService(() => github.url),
  };
  const server = createServer((request, response) => {
    handle(github, repositories, request, response).catch((error: unknown) => {
      github.violations.push(
        `the local GitHub failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      response.destroy();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return Object.assign(github, { close });
}

type State = Omit<LocalGitHub, 'close'>;

async function handle(
  github: State,
  repositories: LocalRepository[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', github.url);
  const bytes = await bytesOf(request);
  const text = bytes.toString('utf8');
  const ofResults = github.results.answers(url.pathname);
  if (!ofResults) github.requests.push(`${method} ${url.pathname}`);
  const fault = github.faults.take(method, url.pathname);
  if (fault?.kind === 'slow') await wait(fault.ms);
  const instead = fault ? answerOfFault(fault) : null;
  if (instead === 'broken') {
    request.socket.destroy();
    return;
  }
  const lost = fault?.kind === 'lost' ? fault.as : null;
  if (ofResults && !instead) {
    github.results.handle(request, lost ? new ServerResponse(request) : response, url, bytes);
    if (!lost) return;
  }
  const answer =
    instead ??
    (ofResults ? null : carryOut(github, repositories, { method, url, text, token: tokenOf(request) }));
  if (fault?.kind === 'then') fault.happens();
  if (lost === 'reset') request.socket.destroy();
  else if (lost) send(response, { status: lost, body: { message: 'Server Error' } }, url);
  else send(response, answer!, url);
}

interface Understood {
  method: string;
  url: URL;
  text: string;
  token: string;
}

function carryOut(github: State, repositories: LocalRepository[], request: Understood): Answer {
  const { method, url, text, token } = request;
  if (method === 'POST' && url.pathname === '/graphql') return graphql(repositories, text);
  const found = match(method, url.pathname);
  const handler = found && HANDLERS[found.operation.id];
  if (!found || !handler) {
    github.violations.push(`${method} ${url.pathname} is not answered here`);
    return NOT_FOUND;
  }
  const { operation, values } = found;
  const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
  github.violations.push(...requestProblems(operation, values, url.searchParams, body));
  const account = github.tokens.get(token);
  const repository = repositories.find(({ owner, name }) => owner === values.owner && name === values.repo);
  const answer = ((): Answer => {
    if (!account) return { status: 401, body: { message: 'Bad credentials', status: '401' } };
    const inRepository = values.repo !== undefined;
    if (inRepository && !repository) return NOT_FOUND;
    if (!mayDo(account, operation.id, repository?.isPublic ?? true)) {
      return { status: 403, body: { message: 'Resource not accessible by integration', status: '403' } };
    }
    const base = github.url;
    const call = {
      account,
      repository: repository ?? repositories[0]!,
      repositories,
      values,
      query: url.searchParams,
      results: github.results,
      base,
    };
    return handler({ ...call, body: body ?? {} });
  })();
  github.violations.push(...answerProblems(operation, answer.status, wholeBody(answer)));
  return answer;
}

/** The one thing that only GraphQL can do. */
function graphql(repositories: LocalRepository[], text: string): Answer {
  const { query, variables } = JSON.parse(text) as { query: string; variables: { issueId: string } };
  const issue = repositories
    .flatMap(({ issues }) => issues)
    .find(({ number }) => `issue-${number}` === variables.issueId);
  if (issue && query.includes('isPinned'))
    return { status: 200, body: { data: { node: { isPinned: issue.pinned } } } };
  if (!query.includes('pinIssue') || !issue)
    return { status: 200, body: { data: null, errors: [{ message: 'Could not resolve to a node' }] } };
  if (issue.pinned)
    return { status: 200, body: { data: null, errors: [{ message: 'The issue is pinned already' }] } };
  issue.pinned = true;
  return { status: 200, body: { data: { pinIssue: { clientMutationId: null } } } };
}

function answerOfFault(fault: Fault): Answer | 'broken' | null {
  const limit = { documentation_url: 'https://docs.github.com/rest', status: '403' };
  switch (fault.kind) {
    case 'reset':
      return 'broken';
    case 'status':
      return { status: fault.status, body: { message: 'Server Error' } };
    case 'too-many':
      return {
        status: 429,
        body: { message: 'Too many requests' },
        headers: { 'retry-after': fault.retryAfter },
      };
    case 'secondary-limit':
      return {
        status: 403,
        body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.', ...limit },
        headers: { 'retry-after': fault.retryAfter },
      };
    case 'primary-limit':
      return {
        status: 403,
        body: { message: 'API rate limit exceeded for installation.', ...limit },
        headers: {
          'x-ratelimit-remaining': 0,
          'x-ratelimit-reset': Math.floor(Date.now() / 1000) + fault.resetInSeconds,
        },
      };
    default:
      return null;
  }
}

function send(response: ServerResponse, answer: Answer, url: URL): void {
  response.setHeader('x-ratelimit-limit', 1000);
  response.setHeader('x-ratelimit-remaining', 999);
  response.setHeader('x-ratelimit-reset', Math.floor(Date.now() / 1000) + 3600);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.statusCode = answer.status;
  const page = answer.list && pageOf(answer.list, url, response);
  const body = page ? wholeBody({ ...answer, list: page }, answer.list?.length) : answer.body;
  if (body === undefined) {
    response.end();
    return;
  }
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}

/** What is answered: a list may stand by itself or in a field beside its length. */
function wholeBody({ list, listIn, body }: Answer, total = list?.length): unknown {
  return list && listIn ? { total_count: total, [listIn]: list } : (list ?? body);
}

function pageOf(list: unknown[], url: URL, response: ServerResponse): unknown[] {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const page = Number(url.searchParams.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (number: number, rel: string): string => {
    const other = new URL(url);
    other.searchParams.set('page', String(number));
    return `<${other.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  if (links.length > 0) response.setHeader('link', links.join(', '));
  return list.slice((page - 1) * size, page * size);
}

function tokenOf(request: IncomingMessage): string {
  return (request.headers.authorization ?? '').replace(/^(bearer|token) /i, '');
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
