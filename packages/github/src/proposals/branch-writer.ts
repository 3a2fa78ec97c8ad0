import { type BranchWriter, type PublishRefusal, UserError } from '@qitops/model';
import type { EventInfo } from '../event.ts';
import { githubGitData } from '../git-data.ts';

/**
 * Commits to branches by the Git data API. The branch moves only forward from where it has to be, so that of two
 * commits at once one is made and the other told that the branch moved.
 */
export function githubBranches({ event, token }: { event: EventInfo; token: string }): BranchWriter {
  return {
    commit: async ({ repository, branch, on, tree, files, message, author }) => {
      const data = githubGitData({
        apiUrl: event.apiUrl,
        repository,
        token,
        author,
        what: `the branch ${branch}`,
      });
      const changes = new Map(files.map(({ path, content }) => [path, new TextEncoder().encode(content)]));
      try {
        const sha = await data.commit({ parent: on, tree, changes, message });
        const ref = `refs/heads/${branch}`;
        const not = await data.move({ ref, from: on, to: sha, unrelated: false, deletions: new Map() });
        if (not === null) return { sha };
        return not.lost ? { moved: true } : refused(not.said);
      } catch (error) {
        if (error instanceof UserError) return refused(error.message);
        throw error;
      }
    },
  };
}

function refused(said: string): PublishRefusal {
  return {
    reason: `GitHub did not take the commit (${said})`,
    remedy:
      'give the app `contents: write` on the repository of the head branch, or add the tests by their links',
  };
}
