/** The job that a runtime token speaks for. */
export interface RuntimeJob {
  /** Of the repository, so that two of them never share a run. */
  repositoryId: number;
  runId: number;
  job: string;
  /** `GITHUB_REF`: what this job may save caches for. */
  ref: string;
  /** Refs whose caches it may restore besides: the base of a pull request, the default branch. */
  readableRefs: readonly string[];
}

/** What a runtime token says. */
export interface RuntimeClaims {
  /** The run, the same for all its attempts. */
  run: string;
  job: string;
  /** Cache scopes in the order of search; the first may be written. */
  scopes: string[];
}

const SCOPE = 'Actions.Results';

/** `ACTIONS_RUNTIME_TOKEN` of a job: an unsigned JWT with the claims that the clients of the runner read. */
export function runtimeToken({ repositoryId, runId, job, ref, readableRefs }: RuntimeJob): string {
  const run = `run-${repositoryId}-${runId}`;
  const ac = [ref, ...readableRefs].map((scope, index) => ({
    Scope: scope,
    Permission: index === 0 ? 3 : 1,
  }));
  const claims = { scp: `Actions.Other ${SCOPE}:${run}:job-${job}`, ac: JSON.stringify(ac) };
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.local`;
}

/** The claims of a token that {@link runtimeToken} made; null for any other text. */
export function claimsOf(token: string): RuntimeClaims | null {
  const [, payload = '', signature] = token.split('.');
  if (signature !== 'local') return null;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
    scp: string;
    ac: string;
  };
  const [, run, job] = claims.scp
    .split(' ')
    .find((scope) => scope.startsWith(`${SCOPE}:`))!
    .split(':');
  const scopes = (JSON.parse(claims.ac) as { Scope: string }[]).map(({ Scope }) => Scope);
  return { run: run!, job: job!, scopes };
}
