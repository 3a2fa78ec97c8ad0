import { codeBlock } from '@qitops/escape';
import { type InitDocument, type PublishRefusal, type PullRequestOpener, UserError } from '@qitops/model';

/** The branch that init offers its files on. */
export const INIT_BRANCH = 'qitops/init';
const AUTHOR = { name: 'qitops', email: 'qitops@users.noreply.github.com' };

export interface OfferedFile {
  path: string;
  /** In the checkout; null = it is not there. */
  now: string | null;
  content: string;
}

/**
 * Opens a pull request with what init would write, or brings the one that is open up to date.
 * @throws UserError when the default branch has other files than the checkout, or the host refuses.
 */
export async function offerInit(
  opener: PullRequestOpener,
  files: readonly OfferedFile[],
  notes: readonly string[],
): Promise<NonNullable<InitDocument['pullRequest']>> {
  const base = accepted(await opener.base());
  const there = opener.files(base.sha);
  for (const { path, now } of files)
    if ((await there.text(path)) !== now)
      throw new UserError({
        what: `differs from ${base.branch} on the host`,
        where: path,
        remedy: `check ${base.branch} out and pull, so that what is offered fits`,
      });
  const list = files.map(({ path }) => `- ${path}`).join('\n');
  const left = notes.length > 0 ? ['Left to do by hand:', codeBlock(notes.join('\n'))] : [];
  return accepted(
    await opener.offer(base, {
      branch: INIT_BRANCH,
      title: 'Set qitops up',
      body: ['`qitops init` wrote these files:', list, ...left].join('\n\n'),
      message: `Set qitops up\n\n${list}\n`,
      files: files.map(({ path, content }) => ({ path, content })),
      author: AUTHOR,
    }),
  );
}

function accepted<T extends object>(answer: T | PublishRefusal): T {
  if (!('reason' in answer)) return answer;
  throw new UserError({ what: answer.reason, where: 'init --pr', remedy: answer.remedy });
}
