import { DECISIONS_PATH, type Decision, type Offer } from '@qitops/model';
import { writeDecisions } from './decisions.ts';
import type { WantedFile } from './limits.ts';

export interface Decided {
  accepted: readonly Offer[];
  rejected: readonly { offer: Offer; reason: string }[];
}

export interface ChangeOptions extends Decided {
  /** Decisions that are kept already. */
  known: readonly Decision[];
  /** Day, `2026-01-31`. */
  today: string;
  /** Login to keep; null = who decided is not kept. */
  by: string | null;
  author: { name: string; email: string };
}

/** What one commit of accepted and rejected suggestions writes. */
export interface AcceptedChange {
  files: WantedFile[];
  message: string;
}

/** The accepted tests and the decisions about all, as one commit. */
export function changeOf({ accepted, rejected, known, today, by, author }: ChangeOptions): AcceptedChange {
  const decisions: Decision[] = [
    ...accepted.map((offer) => decisionOf(offer, 'accepted', '')),
    ...rejected.map(({ offer, reason }) => decisionOf(offer, 'rejected', reason)),
  ];
  function decisionOf(
    { id, target, hash, title }: Offer,
    decision: Decision['decision'],
    reason: string,
  ): Decision {
    return {
      id,
      decision,
      ...target,
      hash,
      title,
      ...(reason === '' ? {} : { reason }),
      at: today,
      ...(by === null ? {} : { by }),
    };
  }
  const kept = { path: DECISIONS_PATH, content: writeDecisions(known, decisions) };
  const subject =
    accepted.length > 0
      ? `Add ${accepted.length} suggested test${accepted.length === 1 ? '' : 's'}`
      : 'Remember rejected suggestions';
  const lines = [
    ...accepted.map(({ path }) => `- ${path}`),
    ...rejected.map(({ offer }) => `- not wanted: ${plain(offer.title)}`),
  ];
  return {
    files: [...accepted.map(({ path, content }) => ({ path, content })), kept],
    message: [subject, '', ...lines, '', `Signed-off-by: ${author.name} <${author.email}>`, ''].join('\n'),
  };
}

/** Text for a commit message: one line, nothing that closes an issue or mentions anybody. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/[@#]/g, '')
    .trim()
    .slice(0, 100);
}
