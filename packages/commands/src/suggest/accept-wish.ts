import type { Offer, ThreadComment } from '@qitops/model';
import { type Command, type Decided, readCommands, readTicks, USAGE, unticked } from '@qitops/proposal';
import type { Asked } from './accept.ts';

/** What is wished for, once the offers are known. */
export interface Resolved extends Decided {
  edits: readonly { offer: Offer; code: string }[];
}

export interface Wish {
  resolve(offers: readonly Offer[]): Resolved | { problems: string[] };
}

/**
 * What a person wishes: the commands of their comment, or the boxes of ours as they are now. Null = nothing.
 */
export function wishOf(
  { comment, before }: Asked,
  comments: readonly ThreadComment[],
): Wish | { problems: string[] } | null {
  if (before === null) {
    const { commands, problems } = readCommands(comment.body);
    if (problems.length > 0) return { problems: [...problems, `write ${plain(USAGE)}`] };
    return commands.length > 0 ? { resolve: (offers) => resolve(commands, offers) } : null;
  }
  const now = comments.find(({ id, bot }) => id === comment.id && bot);
  if (!now) return null;
  const { ids, apply } = readTicks(now.body);
  if (!apply) return null;
  // people who may edit the comment could change what it says; a box changes nothing else
  if (unticked(before) !== unticked(comment.body))
    return {
      problems: [
        'the comment was changed in more than its boxes: wait until the next run has written it anew',
      ],
    };
  if (ids.size === 0) return { problems: ['no box of a suggestion is ticked'] };
  return {
    resolve: (offers) => ({ accepted: offers.filter(({ id }) => ids.has(id)), rejected: [], edits: [] }),
  };
}

function resolve(commands: readonly Command[], offers: readonly Offer[]): Resolved | { problems: string[] } {
  const problems: string[] = [];
  const offered = (number: number): Offer[] => {
    const found = offers.find((each) => each.number === number);
    if (!found) problems.push(`there is no suggestion ${number}: ${offers.length} are shown`);
    return found ? [found] : [];
  };
  const accepted: Offer[] = [];
  const rejected: { offer: Offer; reason: string }[] = [];
  const edits: { offer: Offer; code: string }[] = [];
  const named = new Set<number>();
  for (const command of commands) {
    const numbers = command.verb === 'edit' ? [command.number] : command.numbers;
    for (const number of numbers) {
      if (named.has(number)) problems.push(`${number} is named twice`);
      named.add(number);
      for (const offer of offered(number)) {
        if (command.verb === 'accept') accepted.push(offer);
        else if (command.verb === 'reject') rejected.push({ offer, reason: command.reason });
        else if (offer.kind === 'case') problems.push(`${number} is no test: nothing of it can be run`);
        else edits.push({ offer, code: command.code });
      }
    }
  }
  if (edits.length > 0 && accepted.length + rejected.length > 0)
    problems.push('an edited test is proven first: write edit in a comment of its own');
  return problems.length > 0 ? { problems } : { accepted, rejected, edits };
}

/** Markdown as plain words. */
function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
