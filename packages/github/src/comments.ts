import type { Gateway } from './gateway.ts';
import { isUncertain, statusOf } from './refusal.ts';

/** A comment as far as the sticky one is concerned. */
export interface Comment {
  id: number;
  body: string;
  url: string;
}

/** A comment with those after it, on the same page, that have the same marker: some try wrote them once too often. */
export interface FoundComment extends Comment {
  again: Comment[];
}

interface Place {
  owner: string;
  repo: string;
  /** Number of the pull request. */
  issue: number;
}

const USER_TOKEN = /^(ghp|gho|ghu|github_pat)_/;
const ATTEMPTS = 3;

/** The comments of one pull request, seen by the owner of one token. */
export class CommentThread {
  readonly #gateway: Gateway;
  readonly #place: Place;
  readonly #token: string;
  #login: Promise<string> | undefined;

  constructor(gateway: Gateway, place: Place, token: string) {
    this.#gateway = gateway;
    this.#place = place;
    this.#token = token;
  }

  /**
   * The first comment that starts with `marker` and is ours: written by a bot when the token is an app's, by the
   * token's own user otherwise. What others wrote is never ours, whatever marker it carries.
   */
  async find(marker: string): Promise<FoundComment | null> {
    const { owner, repo, issue } = this.#place;
    for (let page = 1; ; page += 1) {
      const answer = await this.#gateway.octokit.request(
        'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        {
          owner,
          repo,
          issue_number: issue,
          per_page: 100,
          page,
        },
      );
      const ours: Comment[] = [];
      for (const { id, body, html_url, user } of answer.data) {
        if (!body?.startsWith(marker)) continue;
        if (await this.#wrote(user)) ours.push({ id: Number(id), body, url: html_url });
      }
      const [first, ...again] = ours;
      if (first) return { ...first, again };
      if (!answer.headers.link?.includes('rel="next"')) return null;
    }
  }

  /**
   * Writes a new comment, once: when an answer is lost, the thread is searched for the marker before a second try.
   */
  async create(marker: string, body: string): Promise<Comment> {
    const { owner, repo, issue } = this.#place;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#gateway.octokit.request(
          'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          { owner, repo, issue_number: issue, body, request: { retries: 0 } },
        );
        return { id: Number(answer.data.id), body, url: answer.data.html_url };
      } catch (error) {
        if (!isUncertain(error) || attempt === ATTEMPTS || !this.#gateway.mayWait(attempt)) throw error;
        await this.#gateway.pause(attempt);
        const written = await this.find(marker);
        if (written)
          return written.body === body ? written : ((await this.update(written.id, body)) ?? written);
      }
    }
  }

  /** The text of a comment as it is now; null when it is gone. */
  async read(id: number): Promise<string | null> {
    const { owner, repo } = this.#place;
    try {
      const answer = await this.#gateway.octokit.request(
        'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
        { owner, repo, comment_id: id },
      );
      return answer.data.body ?? '';
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** Gives a comment another text; null when it is gone. */
  async update(id: number, body: string): Promise<Comment | null> {
    const { owner, repo } = this.#place;
    try {
      const answer = await this.#gateway.octokit.request(
        'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        {
          owner,
          repo,
          comment_id: id,
          body,
        },
      );
      return { id, body, url: answer.data.html_url };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** Takes a comment away; one that is gone already is fine. */
  async remove(id: number): Promise<void> {
    const { owner, repo } = this.#place;
    try {
      await this.#gateway.octokit.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        owner,
        repo,
        comment_id: id,
      });
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }

  async #wrote(user: { login: string; type: string } | null): Promise<boolean> {
    if (user === null) return false;
    if (!USER_TOKEN.test(this.#token)) return user.type === 'Bot';
    this.#login ??= this.#gateway.octokit.request('GET /user').then((answer) => answer.data.login);
    return user.login === (await this.#login);
  }
}
