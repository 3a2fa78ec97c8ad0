import { rootCauseHints } from '@qitops/analysis';
import { evidence, type FlakyTest, type HistoryView } from '@qitops/model';
import { type Checkout, type Owners, readMany, TestHomes } from '@qitops/repository';

/** Flaky tests whose source is read. */
const READ = 200;
/** Lines that a test has at most, from the line of its name. */
const TEST_LINES = 80;
/** Files without an owner whose last author is looked up. */
const BLAMED = 50;

/**
 * Adds to the tests that are flaky why they may be (from their failure messages and their own source, with the line)
 * and who owns them.
 */
export async function withCauses(
  tests: readonly FlakyTest[],
  view: HistoryView,
  source: { checkout: Checkout; revision: string; owners: Owners } | null,
): Promise<FlakyTest[]> {
  const wanted = tests.filter(({ state }) => state === 'flaky' || state === 'quarantined').slice(0, READ);
  if (wanted.length === 0) return [...tests];
  const messages = messagesOf(view, new Set(wanted.map(({ id }) => id)));
  const homes = source && new TestHomes(new Set(await source.checkout.files(source.revision)));
  const places = new Map(wanted.map((test) => [test.id, homes?.of(test)[0] ?? null]));
  const paths = [...new Set(places.values())].filter((path) => path !== null);
  const unowned = paths.filter((path) => source?.owners.of(path).length === 0).slice(0, BLAMED);
  const authors = source ? await lastAuthors(source, unowned) : new Map<string, string>();
  const texts = source ? await readMany(source.checkout, source.revision, paths) : new Map<string, string>();
  return tests.map((test) => {
    if (!places.has(test.id)) return test;
    const path = places.get(test.id) ?? null;
    const { lines, from } = linesOf(path === null ? '' : (texts.get(path) ?? ''), test.name);
    const hints = rootCauseHints(messages.get(test.id) ?? [], lines, from).map(({ cause, sign, line }) =>
      evidence('root-cause', `${cause}: ${sign}`, path && line !== null ? { path, line } : null),
    );
    const owner = path === null ? undefined : source?.owners.of(path)[0];
    const author = path === null ? undefined : authors.get(path);
    if (author) hints.push(evidence('owner', `nobody owns the file; ${author} changed it last`));
    return { ...test, ...(owner ? { owner } : {}), evidence: [...test.evidence, ...hints] };
  });
}

/** Who changed each file last. The name is shown to whoever asks, and stored nowhere. */
async function lastAuthors(
  { checkout, revision }: { checkout: Checkout; revision: string },
  paths: readonly string[],
): Promise<Map<string, string>> {
  const authors = new Map<string, string>();
  for (const path of paths) {
    const name = await checkout.git.maybe(['log', '-1', '--format=%an', revision, '--', path]);
    if (name) authors.set(path, name);
  }
  return authors;
}

/** Failure messages by test id, each once. */
function messagesOf(view: HistoryView, wanted: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  view.runs.forEach(({ messages }) => {
    for (const [index, message] of messages) {
      const { id } = view.tests[index]!;
      if (wanted.has(id)) found.set(id, (found.get(id) ?? new Set()).add(message));
    }
  });
  return new Map([...found].map(([id, all]) => [id, [...all]]));
}

/** The lines of a test: from the line that holds its name to the next that begins one at the same depth. */
function linesOf(text: string, name: string): { lines: string[]; from: number } {
  const all = text.split('\n');
  const title = name.replace(/\[.*\]$/, '').split('/')[0]!;
  const start = all.findIndex((line) => title !== '' && line.includes(title));
  if (start < 0) return { lines: [], from: 1 };
  const depth = indentOf(all[start]!);
  const rest = all.slice(start + 1, start + TEST_LINES);
  const end = rest.findIndex(
    (line) =>
      line.trim() !== '' && indentOf(line) <= depth && /^\s*(it|test|def|func|@|public|void)\b/.test(line),
  );
  return { lines: [all[start]!, ...(end < 0 ? rest : rest.slice(0, end))], from: start + 1 };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
