import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  artifactExchange,
  githubGitData,
  githubIssues,
  githubOpener,
  githubProposals,
  githubReviewHost,
  historyCache,
  publishSection,
} from '@qitops/github';
import type { Finding, KeptIssue } from '@qitops/model';
import { actionsBot } from './accounts.ts';
import type { FaultWorld } from './fault-world.ts';

/** A write that our clients make: what makes it, and what is seen of it afterwards. */
export interface Row {
  /** Operation of the REST API, method of a service, or `graphql`. */
  write: string;
  /** What the token needs for it; the first is named when it is missing. */
  permissions: readonly string[];
  before?: (world: FaultWorld) => Promise<unknown>;
  act: (world: FaultWorld) => Promise<unknown>;
  seen: (world: FaultWorld) => unknown;
  /** True where what is not done is left to the next run without a word, as it does no harm. */
  leaves?: boolean;
  /** True where it takes several requests, of which a part may be done. */
  parts?: boolean;
}

const MARKER = '<!-- qitops -->';
const REF = 'refs/qitops/history';
const INBOX = 'refs/qitops/inbox/one';
const bytesOf = (text: string) => new TextEncoder().encode(text);

const comment = (text: string) => (world: FaultWorld) =>
  publishSection(githubReviewHost(world.client), { marker: MARKER, key: 'ci', render: () => text });

const check = (count: number) => (world: FaultWorld) => {
  const findings = Array.from(
    { length: count },
    (_, index): Finding => ({
      kind: 'missed-lines',
      level: 'warning',
      path: 'src/a.ts',
      line: index + 1,
      title: `line ${index}`,
      message: 'No test runs it.',
      evidence: [],
    }),
  );
  return githubReviewHost(world.client).checkRun({
    sha: world.main,
    conclusion: 'failure',
    title: '1 new failure',
    summary: 'It failed.',
    text: '',
    detailsUrl: 'https://github.com/acme/shop/actions/runs/1',
    findings,
  });
};

const issue =
  (more: Partial<KeptIssue> = {}) =>
  (world: FaultWorld) => {
    const wanted = { markers: ['<!-- a -->'], title: 'Flaky: a', body: '3 of 40 runs', open: true, ...more };
    return githubIssues(world.client).keepIssues('flaky-test', [wanted], 5);
  };

/** A commit of a text and of something that is none, and the ref moved to it. */
const commit =
  (name: string, inbox = false) =>
  async (world: FaultWorld) => {
    const data = githubGitData(world.client);
    const there = await data.refs(REF, 'refs/qitops/inbox/');
    const parent = there.get(REF) ?? null;
    const changes = new Map([
      [`runs/${name}.json`, bytesOf(name)],
      [`cov/${name}.gz`, Uint8Array.of(0xff, 0xfe, name.length)],
    ]);
    const to = await data.commit({ parent, changes, message: name });
    const deletions = new Map(inbox && there.has(INBOX) ? [[INBOX, there.get(INBOX)!]] : []);
    return data.move({ ref: REF, from: parent, to, unrelated: false, deletions });
  };

const withInbox = async (world: FaultWorld) => {
  await commit('first')(world);
  const data = githubGitData(world.client);
  const changes = new Map([['runs/inbox.json', bytesOf('inbox')]]);
  await data.create(INBOX, await data.commit({ parent: null, changes, message: 'inbox' }));
};

const offer = async (world: FaultWorld) => {
  const opener = githubOpener(world.client);
  const base = await opener.base();
  if ('reason' in base) return base;
  return opener.offer(base, {
    branch: 'qitops/init',
    title: 'Add qitops',
    body: 'It adds it.',
    message: 'Add qitops',
    files: [{ path: 'qitops.yml', content: 'gates: {}\n' }],
    author: { name: 'dana', email: 'dana@example.com' },
  });
};

const send = (world: FaultWorld) =>
  artifactExchange({ folder: world.folder }).send({ name: 'qitops-test-0-a1', bytes: bytesOf('{}') });

const save = (world: FaultWorld) => {
  const folder = join(world.folder, 'history');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), '{}');
  return historyCache({ event: world.event, workspace: world.folder }).save(folder);
};

const comments = ({ repository }: FaultWorld) => repository.comments.map(({ body }) => body);
const issues = ({ repository }: FaultWorld) =>
  repository.issues.map(({ title, body, state }) => ({ title, body, state }));
const checks = ({ repository }: FaultWorld) =>
  repository.checks.map(({ sha, conclusion, annotations }) => ({
    sha,
    conclusion,
    lines: annotations.map((one) => one.start_line).sort(),
  }));
const refs = (world: FaultWorld) => world.refs;
const refNames = (world: FaultWorld) => world.refs.map((ref) => ref.split(' ')[0]);
const pulls = ({ repository }: FaultWorld) =>
  [...repository.pulls.values()].map(({ head, title }) => `${head.ref}: ${title}`);
const artifacts = ({ github }: FaultWorld) =>
  github.results.artifacts.artifacts
    .filter(({ uploaded }) => uploaded)
    .map(({ name }) => name.replace(/-t\d$/, ''));
/** Caches are never changed and the newest is taken, so that more of them do no harm. */
const cached = ({ github }: FaultWorld) => github.results.caches.caches.some(({ saved }) => saved);

const COMMENT = ['pull-requests: write'];
const CHECK = ['checks: write'];
const ISSUE = ['issues: write'];
const CONTENTS = ['contents: write'];

/** Every write of our clients. */
export const ROWS: readonly Row[] = [
  { write: 'issues/create-comment', permissions: COMMENT, act: comment('one'), seen: comments },
  {
    write: 'issues/update-comment',
    permissions: COMMENT,
    before: comment('one'),
    act: comment('two'),
    seen: comments,
  },
  {
    write: 'issues/delete-comment',
    permissions: COMMENT,
    before: async (world) => {
      await comment('one')(world);
      world.repository.addComment(7, actionsBot({}), world.repository.comments[0]!.body);
    },
    act: comment('one'),
    seen: comments,
  },
  { write: 'checks/create', permissions: CHECK, act: check(3), seen: checks },
  {
    write: 'checks/update',
    permissions: CHECK,
    before: check(1),
    act: check(60),
    seen: checks,
    parts: true,
  },
  { write: 'issues/create', permissions: ISSUE, act: issue(), seen: issues },
  {
    write: 'issues/update',
    permissions: ISSUE,
    before: issue(),
    act: issue({ body: '4 of 41 runs' }),
    seen: issues,
  },
  {
    write: 'graphql',
    permissions: ISSUE,
    act: issue({ pinned: true }),
    seen: ({ repository }) => repository.issues.some(({ pinned }) => pinned),
  },
  ...['git/create-blob', 'git/create-tree', 'git/create-commit', 'git/create-ref'].map((write) => ({
    write,
    permissions: CONTENTS,
    act: commit('first'),
    seen: refs,
  })),
  {
    write: 'git/update-ref',
    permissions: CONTENTS,
    before: commit('first'),
    act: commit('second'),
    seen: refs,
  },
  {
    write: 'git/delete-ref',
    permissions: CONTENTS,
    before: withInbox,
    act: commit('second', true),
    seen: refNames,
    leaves: true,
  },
  {
    write: 'pulls/create',
    permissions: ['pull-requests: write', 'contents: write'],
    act: offer,
    seen: pulls,
  },
  {
    write: 'actions/re-run-workflow',
    permissions: ['actions: write'],
    act: (world) => githubProposals(world.client).runAgain(11),
    seen: ({ repository }) => [...repository.runAgain],
  },
  { write: 'CreateArtifact', permissions: [], act: send, seen: artifacts },
  { write: 'PUT blob', permissions: [], act: send, seen: artifacts },
  { write: 'FinalizeArtifact', permissions: [], act: send, seen: artifacts },
  { write: 'CreateCacheEntry', permissions: [], act: save, seen: cached },
  { write: 'FinalizeCacheEntryUpload', permissions: [], act: save, seen: cached },
];
