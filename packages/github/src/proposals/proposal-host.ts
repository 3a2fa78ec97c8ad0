import {
  type CommitFiles,
  messageOf,
  type ProposalHost,
  type PublishRefusal,
  type ThreadComment,
} from '@qitops/model';
import { openArchive } from '../artifacts/open-archive.ts';
import { nameOfTry } from '../artifacts/upload.ts';
import { CommentThread } from '../comments.ts';
import type { EventInfo } from '../event.ts';
import { type Gateway, type GatewayOptions, openGateway } from '../gateway.ts';
import { refusalOf } from '../refusal.ts';
import { commitFiles, fileAt } from './commit-files.ts';
import { readFacts } from './pull-request-facts.ts';

export type ProposalHostOptions = Omit<GatewayOptions, 'apiUrl'> & { event: EventInfo };

/** Parcels of one name that are looked at, and pages of a conversation. */
const MOST_PARCELS = 5;
const PAGES = 10;
const FILE = 'qitops.json';

/** GitHub as the place where tests are offered and accepted. It is not spoken to before the first question. */
export function githubProposals({ event, ...options }: ProposalHostOptions): ProposalHost {
  const { owner, name: repo } = event.repository;
  let opened: Promise<Gateway> | undefined;
  const gateway = () => {
    opened ??= openGateway({ ...options, apiUrl: event.apiUrl });
    return opened;
  };
  const client = async () => (await gateway()).octokit;
  const thread = async (issue: number) =>
    new CommentThread(await gateway(), { owner, repo, issue }, options.token);
  return {
    facts: (number) =>
      answered('read the pull request', 'pull-requests: read', async () =>
        readFacts(await client(), { owner, repo, pull_number: number }),
      ),
    mayWrite: (login) =>
      answered(`ask what ${login} may do`, 'metadata: read', async () => {
        const octokit = await client();
        const { data } = await octokit.request(
          'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
          {
            owner,
            repo,
            username: login,
          },
        );
        return data.permission === 'admin' || data.permission === 'write';
      }),
    files: (repository, commit): CommitFiles => commitFiles(client, repository, commit),
    fileAt: async (repository, commit, path) => fileAt(await client(), repository, commit, path),
    parcels: (name, limit) =>
      answered('read artifacts', 'actions: read', async () => {
        const octokit = await client();
        const place = { owner, repo };
        const named = async (own: string) => {
          const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/artifacts', {
            ...place,
            name: own,
            per_page: MOST_PARCELS,
          });
          return data.artifacts;
        };
        const first = await named(name);
        // an upload that broke off left its name taken
        const artifacts = first.length > 0 ? first : await named(nameOfTry(name, 2));
        const found: { bytes: Uint8Array; runId: number }[] = [];
        for (const { id, expired, size_in_bytes: size, workflow_run: run } of artifacts) {
          if (expired || size > limit) continue;
          const { data } = await octokit.request(
            'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
            { ...place, artifact_id: id, archive_format: 'zip' },
          );
          const bytes = await opens(Buffer.from(data as ArrayBuffer), limit);
          if (bytes) found.push({ bytes, runId: Number(run?.id ?? 0) });
        }
        return found;
      }),
    comments: async (number) => {
      const octokit = await client();
      const found: ThreadComment[] = [];
      for (let page = 1; page <= PAGES; page += 1) {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          owner,
          repo,
          issue_number: number,
          per_page: 100,
          page,
        });
        for (const { id, body, html_url, updated_at, user } of data)
          found.push({
            id: Number(id),
            body: body ?? '',
            url: html_url,
            updatedAt: updated_at,
            bot: user?.type === 'Bot',
          });
        if (data.length < 100) break;
      }
      return found;
    },
    answer: (number, known, marker, body) =>
      done('comment on the pull request', 'pull-requests: write', async () => {
        const conversation = await thread(number);
        const there = known.find(({ bot, body: text }) => bot && text.startsWith(marker));
        if (there?.body === body) return;
        if (!there || !(await conversation.update(there.id, body))) await conversation.create(marker, body);
      }),
    rewrite: (comment, body) =>
      done('change its comment', 'pull-requests: write', async () => {
        await (await thread(0)).update(comment, body);
      }),
    runAgain: (runId) =>
      done('run the workflow again', 'actions: write', async () => {
        const octokit = await client();
        try {
          await octokit.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun', {
            owner,
            repo,
            run_id: runId,
          });
        } catch (error) {
          // a first try may have been heard although its answer was lost
          if (!/already running/i.test(messageOf(error))) throw error;
        }
      }),
  };
}

/** Null when it was done. */
async function done(
  what: string,
  permission: string,
  act: () => Promise<void>,
): Promise<PublishRefusal | null> {
  return answered(what, permission, async () => {
    await act();
    return null;
  });
}

async function answered<T>(
  what: string,
  permission: string,
  ask: () => Promise<T>,
): Promise<T | PublishRefusal> {
  try {
    return await ask();
  } catch (error) {
    return refusalOf(error, what, permission);
  }
}

/** What an archive holds; null when it is not one of ours, as anybody's artifact may have the name. */
async function opens(archive: Buffer, limit: number): Promise<Uint8Array | null> {
  try {
    return await openArchive(archive, FILE, limit);
  } catch {
    return null;
  }
}
