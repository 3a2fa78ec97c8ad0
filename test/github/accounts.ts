export type Level = 'read' | 'write';
export type Scope = 'contents' | 'issues' | 'pull-requests' | 'checks' | 'actions' | 'metadata' | 'pages';

/** Who a token belongs to and what it may do. */
export interface Account {
  login: string;
  id: number;
  type: 'Bot' | 'User';
  permissions: Partial<Record<Scope, Level>>;
}

/** What a person may do in a repository. */
export type Role = 'admin' | 'write' | 'read' | 'none';

/** The account of `GITHUB_TOKEN`. */
export function actionsBot(permissions: Account['permissions']): Account {
  return {
    login: 'github-actions[bot]',
    id: 41898282,
    type: 'Bot',
    permissions: { metadata: 'read', ...permissions },
  };
}

export function person(login: string, id: number, permissions: Account['permissions'] = {}): Account {
  return { login, id, type: 'User', permissions: { metadata: 'read', ...permissions } };
}

/** What an operation takes: one of these. */
const WANTED: Record<string, { scopes: Scope[]; level: Level }> = {
  'issues/list-comments': { scopes: ['issues', 'pull-requests'], level: 'read' },
  'issues/get-comment': { scopes: ['issues', 'pull-requests'], level: 'read' },
  'issues/create-comment': { scopes: ['issues', 'pull-requests'], level: 'write' },
  'issues/update-comment': { scopes: ['issues', 'pull-requests'], level: 'write' },
  'issues/delete-comment': { scopes: ['issues', 'pull-requests'], level: 'write' },
  'issues/list-for-repo': { scopes: ['issues'], level: 'read' },
  'issues/create': { scopes: ['issues'], level: 'write' },
  'issues/update': { scopes: ['issues'], level: 'write' },
  'pulls/get': { scopes: ['pull-requests'], level: 'read' },
  'pulls/list': { scopes: ['pull-requests'], level: 'read' },
  'pulls/create': { scopes: ['pull-requests'], level: 'write' },
  'pulls/update': { scopes: ['pull-requests'], level: 'write' },
  'checks/create': { scopes: ['checks'], level: 'write' },
  'checks/update': { scopes: ['checks'], level: 'write' },
  'checks/list-annotations': { scopes: ['checks'], level: 'read' },
  'checks/list-for-ref': { scopes: ['checks'], level: 'read' },
  'actions/list-artifacts-for-repo': { scopes: ['actions'], level: 'read' },
  'actions/re-run-workflow': { scopes: ['actions'], level: 'write' },
  'actions/get-workflow-run': { scopes: ['actions'], level: 'read' },
  'actions/list-workflow-run-artifacts': { scopes: ['actions'], level: 'read' },
  'actions/download-artifact': { scopes: ['actions'], level: 'read' },
  'git/list-matching-refs': { scopes: ['contents'], level: 'read' },
  'git/get-ref': { scopes: ['contents'], level: 'read' },
  'git/get-commit': { scopes: ['contents'], level: 'read' },
  'git/get-tree': { scopes: ['contents'], level: 'read' },
  'git/get-blob': { scopes: ['contents'], level: 'read' },
  'repos/get-content': { scopes: ['contents'], level: 'read' },
  'repos/download-tarball-archive': { scopes: ['contents'], level: 'read' },
  'git/create-ref': { scopes: ['contents'], level: 'write' },
  'git/update-ref': { scopes: ['contents'], level: 'write' },
  'git/delete-ref': { scopes: ['contents'], level: 'write' },
  'git/create-commit': { scopes: ['contents'], level: 'write' },
  'git/create-tree': { scopes: ['contents'], level: 'write' },
  'git/create-blob': { scopes: ['contents'], level: 'write' },
  'repos/get-collaborator-permission-level': { scopes: ['metadata'], level: 'read' },
  'repos/get-pages': { scopes: ['pages'], level: 'read' },
  'repos/get': { scopes: ['metadata'], level: 'read' },
  'repos/list-for-org': { scopes: ['metadata'], level: 'read' },
  'repos/list-for-user': { scopes: ['metadata'], level: 'read' },
};

/** What takes its permission in a public repository too. */
const NEVER_PUBLIC = new Set(['actions/download-artifact', 'repos/get-pages']);

/** Whether an account may do an operation. In a public repository everyone may read. */
export function mayDo(account: Account, operationId: string, publicRepository: boolean): boolean {
  const wanted = WANTED[operationId];
  if (!wanted) return operationId === 'users/get-authenticated' && account.type === 'User';
  if (wanted.level === 'read' && publicRepository && !NEVER_PUBLIC.has(operationId)) return true;
  return wanted.scopes.some((scope) => {
    const level = account.permissions[scope];
    return level === 'write' || level === wanted.level;
  });
}
