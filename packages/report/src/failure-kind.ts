import type { SiteFailureKind } from '@qitops/model';

/** Words of operating systems, networks, browsers and containers that are not there or give up. */
const ENVIRONMENT =
  /\bE(?:CONN(?:REFUSED|RESET|ABORTED)|NOTFOUND|AI_AGAIN|HOSTUNREACH|PIPE|NOSPC|MFILE|ADDRINUSE)\b|connection (?:refused|reset)|no space left|out of memory|OOMKilled|heap limit|\b50[234]\b.{0,20}(?:gateway|unavailable)|too many requests|rate limit|docker daemon|(?:browser|page|target)(?: page)?,? .{0,30}(?:has been closed|crashed)|failed to launch|executable doesn't exist|getaddrinfo|name resolution/i;
const TIMEOUT = /tim(?:ed|e)[ -]?out|timeout|deadline exceeded|exceeded .{0,20}\d+ ?m?s\b/i;
const ASSERTION =
  /assert|expect|comparison|\bto (?:be|equal|match|have|contain|throw)\b|\bshould\b|but was|\bwant(?:ed)?\b|not equal|mismatch|snapshot/i;
const THROWN =
  /\b\w*(?:Error|Exception|Fault)\b|panic|is not a function|undefined|null pointer|segmentation fault/;

/**
 * The kind of a failure by its message. Allure asks people to write such rules; these hold for the runners that the
 * readers know. Where the message says nothing, an errored test (`errored`) threw, and a failed one did not hold.
 */
export function failureKind(message: string, errored: boolean): SiteFailureKind {
  const text = message.slice(0, 500);
  if (ENVIRONMENT.test(text)) return 'environment';
  if (TIMEOUT.test(text)) return 'timeout';
  if (ASSERTION.test(text)) return 'assertion';
  return errored || THROWN.test(text) ? 'error' : 'assertion';
}
