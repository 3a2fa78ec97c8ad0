import { messageOf, type PublishRefusal } from '@qitops/model';
import { GIVEN_UP } from './gateway.ts';

/** The HTTP status of an error of the client: 500 also when no answer came; null for any other error. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  return typeof error.status === 'number' ? error.status : null;
}

/** Whether the request may have been carried out although it failed: a server error or a lost answer. */
export function isUncertain(error: unknown): boolean {
  const status = statusOf(error);
  return status !== null && status >= 500;
}

/** Whether GitHub refused because too much was asked of it. */
export function isLimit(error: unknown): boolean {
  const status = statusOf(error);
  return status === 429 || (status === 403 && /rate limit/i.test(messageOf(error)));
}

/** What GitHub said, without the address of its manual. */
export function saidBy(error: unknown): string {
  return messageOf(error).split(' - https://')[0]!;
}

/**
 * Why GitHub did not do what it was asked, with what would allow it. Errors that are no answer of GitHub are
 * ours and are thrown again.
 * @param what what was tried: `comment on the pull request`.
 * @param permission what it takes: `pull-requests: write`.
 */
export function refusalOf(error: unknown, what: string, permission: string): PublishRefusal {
  const status = statusOf(error);
  if (status === null) throw error;
  const said = saidBy(error);
  if (isLimit(error)) {
    return { reason: `GitHub's rate limit left no time to ${what}`, remedy: 'run the job again later' };
  }
  if (status === GIVEN_UP) {
    return { reason: `GitHub was not asked to ${what}: ${said}`, remedy: 'run the job again later' };
  }
  if (status === 401) {
    return {
      reason: `GitHub did not accept the token (${said})`,
      remedy: 'leave the input token at its default',
    };
  }
  if (status === 403 || status === 404) {
    return {
      reason: `the token may not ${what} (${said})`,
      remedy: `add "${permission}" to the job's permissions; pull requests from forks have a read-only token whatever is written there`,
    };
  }
  if (status >= 500) {
    return { reason: `GitHub did not answer when asked to ${what} (${said})`, remedy: 'run the job again' };
  }
  return { reason: `GitHub refused to ${what} (${said})`, remedy: 'report this with the log of the job' };
}
