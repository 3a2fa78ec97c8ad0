/** Why tests flake, after Luo et al., "An Empirical Analysis of Flaky Tests" (FSE 2014). */
export type RootCause =
  | 'async wait'
  | 'order'
  | 'time'
  | 'network'
  | 'randomness'
  | 'concurrency'
  | 'resource';

/** A hint at why a test flakes, with what points at it. */
export interface RootCauseHint {
  cause: RootCause;
  /** What was seen, quoted. */
  sign: string;
  /** Line of the test's file; null when the failure message alone points at it. */
  line: number | null;
}

interface Sign {
  cause: RootCause;
  pattern: RegExp;
}

/** What failure messages say, the most telling first. */
const MESSAGES: readonly Sign[] = [
  {
    cause: 'network',
    pattern:
      /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|getaddrinfo|UnknownHostException|ConnectException|ConnectionError|connection (refused|reset)|fetch failed|502 Bad Gateway|503 Service)\b/i,
  },
  {
    cause: 'resource',
    pattern:
      /\b(EADDRINUSE|EMFILE|ENOSPC|ENOMEM|EBUSY|address already in use|too many open files|out of memory|OutOfMemoryError|heap out of memory|no space left|database is locked)\b/i,
  },
  {
    cause: 'concurrency',
    pattern:
      /\b(deadlock|race condition|DATA RACE|ConcurrentModificationException|lock wait timeout|could not serialize|concurrent (map|update))\b/i,
  },
  {
    cause: 'order',
    pattern: /\b(already exists|duplicate key|unique constraint|was not cleaned up|leaked|not empty)\b/i,
  },
  {
    cause: 'async wait',
    pattern:
      /\b(timed? ?out|TimeoutError|exceeded timeout|waiting for|not (visible|attached|found) (after|within)|StaleElementReference|act\(\.\.\.\)|deadline exceeded|element is not)\b/i,
  },
];

/** What the test's own code does, the most telling first. */
const SOURCE: readonly Sign[] = [
  {
    cause: 'async wait',
    pattern:
      /\b(setTimeout\(|sleep\(|waitForTimeout\(|Thread\.sleep|time\.Sleep|asyncio\.sleep|cy\.wait\(\d)/,
  },
  {
    cause: 'randomness',
    pattern:
      /\b(Math\.random\(|random\.(random|randint|choice|shuffle|uniform)\(|randomUUID\(|uuid4\(|rand\.(Intn?|Float64)\(|new Random\(|faker\.)/,
  },
  {
    cause: 'time',
    pattern:
      /(\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bdatetime\.(now|today|utcnow)\(|\btime\.(time|Now)\(|\bLocalDate(Time)?\.now\(|\bInstant\.now\(|\bSystem\.(currentTimeMillis|nanoTime)\()/,
  },
  {
    cause: 'network',
    pattern:
      /\b(fetch\(|axios\.|http\.(get|request|Get)\(|https\.(get|request)\(|requests\.(get|post|put|delete)\(|urlopen\(|net\.Dial|HttpClient)/,
  },
  {
    cause: 'concurrency',
    pattern:
      /(\bPromise\.(all|race|any|allSettled)\(|\bgo func\b|\bthreading\.Thread|\bExecutorService\b|\bnew Thread\(|\bWorker\(|\basyncio\.gather\(|\bCompletableFuture\b)/,
  },
  {
    cause: 'resource',
    pattern: /\b(listen\(\d{2,5}|port\s*[:=]\s*\d{4,5}|mkdtemp|tmpdir\(|\/tmp\/|tempfile\.|os\.TempDir)/,
  },
  {
    cause: 'order',
    pattern:
      /\b(beforeAll\(|setUpClass|@BeforeClass|@BeforeAll|TestMain\(|global\.|globalThis\.|process\.env\.\w+ ?=|os\.environ\[)/,
  },
];

/** Longest quotation. */
const QUOTE = 80;

/**
 * Hints at the root cause of a flaky test: what its failure messages say, then what its own lines do. `lines` = the
 * lines of the test, `from` = the number of the first. One hint a cause, at most three.
 */
export function rootCauseHints(
  messages: readonly string[],
  lines: readonly string[],
  from: number,
): RootCauseHint[] {
  const hints = new Map<RootCause, RootCauseHint>();
  for (const { cause, pattern } of MESSAGES) {
    const message = messages.find((text) => pattern.test(text));
    if (message && !hints.has(cause))
      hints.set(cause, { cause, sign: pattern.exec(message)![0], line: null });
  }
  for (const { cause, pattern } of SOURCE) {
    const at = lines.findIndex((line) => pattern.test(line) && !/^\s*(\/\/|#|\*)/.test(line));
    if (at < 0) continue;
    const known = hints.get(cause);
    const sign = lines[at]!.trim().slice(0, QUOTE);
    // a message and a line of one cause are one hint, with the line to look at
    hints.set(cause, { cause, sign: known ? `${known.sign}; ${sign}` : sign, line: from + at });
  }
  return [...hints.values()].slice(0, 3);
}
