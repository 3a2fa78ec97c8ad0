import type { SiteList, SiteTestLine } from '@qitops/model';
import { type Facts, outcomesOf } from './facts.ts';
import { laneOf } from './mainline.ts';
import { isGreen, isRed } from './outcomes.ts';

/** What the newest commit of the mainline changed, by test; a test is in one list only. */
export interface HeadChanges {
  sha: string | null;
  /** Positions of the newest run of every job at that commit. */
  runs: number[];
  /** Jobs of the mainline in the last 50 runs. */
  lanesExpected: number;
  baseSha: string | null;
  newFailures: SiteList<SiteTestLine>;
  stillFailing: SiteList<SiteTestLine>;
  failingBaseUnknown: SiteList<SiteTestLine>;
  flakyFailures: SiteList<SiteTestLine>;
  fixed: SiteList<SiteTestLine>;
}

type Kind = 'newFailures' | 'stillFailing' | 'failingBaseUnknown' | 'flakyFailures' | 'fixed';
const RANK: readonly Kind[] = ['newFailures', 'failingBaseUnknown', 'stillFailing', 'flakyFailures', 'fixed'];
const LIST_LIMIT = 50;

interface Lane {
  /** Position of the newest run at the head. */
  run: number;
  /** Earlier runs of the same job at other commits, newest first. */
  earlier: number[];
  cell: string;
}

interface Entry {
  kind: Kind;
  run: number;
  since: number;
  cells: Set<string>;
}

/** Compares the newest commit with what each job said before it. */
export function headChanges(facts: Facts): HeadChanges {
  const { lanes, sha, baseSha, lanesExpected } = lanesAtHead(facts);
  const entries = new Map<number, Entry>();
  for (const lane of lanes) {
    for (let test = 0; test < facts.tests; test++) {
      const found = changeIn(facts, lane, test);
      if (!found) continue;
      const known = entries.get(test);
      if (!known || RANK.indexOf(found.kind) < RANK.indexOf(known.kind)) {
        entries.set(test, { ...found, run: lane.run, cells: new Set([lane.cell]) });
      } else if (known.kind === found.kind) known.cells.add(lane.cell);
    }
  }
  const list = (kind: Kind): SiteList<SiteTestLine> => {
    const all = [...entries].filter(([, entry]) => entry.kind === kind);
    return {
      total: all.length,
      items: all.slice(0, LIST_LIMIT).map(([test, entry]) => lineOf(facts, test, entry, lanes.length)),
    };
  };
  return {
    sha,
    runs: lanes.map((lane) => lane.run),
    lanesExpected,
    baseSha,
    newFailures: list('newFailures'),
    stillFailing: list('stillFailing'),
    failingBaseUnknown: list('failingBaseUnknown'),
    flakyFailures: list('flakyFailures'),
    fixed: list('fixed'),
  };
}

function lanesAtHead(facts: Facts) {
  const { runs } = facts.history;
  const positions = facts.mainline.runs;
  const sha = positions.length > 0 ? runs[positions.at(-1)!]!.info.sha : null;
  const lanes = new Map<string, Lane>();
  const recent = new Set(positions.slice(-50).map((position) => laneOf(runs[position]!)));
  let baseSha: string | null = null;
  for (const position of [...positions].reverse()) {
    const run = runs[position]!;
    const key = laneOf(run);
    const lane = lanes.get(key);
    if (run.info.sha === sha) {
      if (!lane) lanes.set(key, { run: position, earlier: [], cell: cellName(run.info) });
    } else {
      if (lane) lane.earlier.push(position);
      if (lane && baseSha === null) baseSha = run.info.sha;
    }
  }
  return { lanes: [...lanes.values()], sha, baseSha, lanesExpected: recent.size };
}

function cellName(info: { job: string; cell: string }): string {
  return info.cell === '0' || info.cell === '' ? info.job : `${info.job} ${info.cell}`;
}

function changeIn(facts: Facts, lane: Lane, test: number): { kind: Kind; since: number } | null {
  const row = outcomesOf(facts, test);
  const now = row[lane.run]!;
  const red = isRed(now);
  if (!red && !isGreen(now)) return null;
  const before = lane.earlier.find((run) => isRed(row[run]!) || isGreen(row[run]!));
  const wasRed = before !== undefined && isRed(row[before]!);
  if (!red) return wasRed ? { kind: 'fixed', since: lane.run } : null;
  const state = facts.flaky?.get(facts.history.tests[test]!.id)?.state;
  if (state === 'flaky' || state === 'quarantined') return { kind: 'flakyFailures', since: lane.run };
  if (lane.earlier.length === 0) return { kind: 'failingBaseUnknown', since: lane.run };
  if (!wasRed) return { kind: 'newFailures', since: lane.run };
  let since = lane.run;
  for (const run of lane.earlier) {
    if (isGreen(row[run]!)) break;
    if (isRed(row[run]!)) since = run;
  }
  return { kind: 'stillFailing', since };
}

function lineOf(facts: Facts, test: number, entry: Entry, lanes: number): SiteTestLine {
  const { suite, name, file } = facts.history.tests[test]!;
  const info = facts.history.runs[entry.since]!.info;
  const message = facts.history.runs[entry.run]!.messages.get(test);
  return {
    id: facts.ids[test]!,
    name,
    suite,
    file,
    ...(message && entry.kind !== 'fixed' ? { message } : {}),
    since: { run: entry.since, sha: info.sha, startedAt: info.startedAt },
    ...(lanes > 1 ? { cells: [...entry.cells] } : {}),
  };
}
