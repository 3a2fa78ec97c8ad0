import { randomBytes } from 'node:crypto';

/** What a writer left that another one came before: a ref of its own with nothing but its objects. */
export interface InboxEntry {
  ref: string;
  commit: string;
  /** Blob ids by key. */
  files: ReadonlyMap<string, string>;
}

export interface WithInbox {
  /** The files of the history together with those of the inbox. */
  files: Map<string, string>;
  /** Entries that may go once `files` are the history. */
  folded: InboxEntry[];
  /** Entries that are none of ours, each with why; they stay. */
  leftOut: { key: string; reason: string }[];
}

const DEFAULT_REF = 'refs/qitops/history';

/** Keys that are written once and never changed: nothing else can come through the inbox. */
const WRITE_ONCE =
  /^(?:runs\/\d{4}-\d{2}\/[\w.-]+\.json|cat\/[0-9a-f]{64}\.json|cov\/[\w.-]+\.json\.gz|pr\/\d+\/[\w.-]+\.json)$/;

/** Where writers leave what another writer came before. Two histories of one repository have two inboxes. */
export function inboxOf(ref: string): string {
  if (ref === DEFAULT_REF) return 'refs/qitops/inbox/';
  return `refs/qitops/inboxes/${ref.replace(/^refs\//, '')}/`;
}

/** A ref below the inbox that nobody else uses. */
export function inboxName(inbox: string, name: string): string {
  return `${inbox}${name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 100)}-${randomBytes(6).toString('hex')}`;
}

/**
 * The history with its inbox put in place. A run that the history has under the same key with other content is put
 * beside it; all else is the same wherever it comes from.
 * @param atOnce entries that are folded now; readers see the others as well.
 */
export function withInbox(
  files: ReadonlyMap<string, string>,
  inbox: readonly InboxEntry[],
  atOnce: number,
): WithInbox {
  const result: WithInbox = { files: new Map(files), folded: [], leftOut: [] };
  for (const entry of inbox) {
    const foreign = [...entry.files.keys()].find((key) => !WRITE_ONCE.test(key));
    if (foreign !== undefined || entry.files.size === 0) {
      const reason = foreign === undefined ? 'it is empty' : `it holds ${foreign}, which is no part of a run`;
      result.leftOut.push({ key: entry.ref, reason });
      continue;
    }
    if (result.folded.length < atOnce) result.folded.push(entry);
    for (const [key, blob] of entry.files) {
      const there = result.files.get(key);
      const taken = key.startsWith('runs/') && there !== undefined && there !== blob;
      result.files.set(taken ? key.replace(/\.json$/, `-${blob.slice(0, 8)}.json`) : key, blob);
    }
  }
  return result;
}
