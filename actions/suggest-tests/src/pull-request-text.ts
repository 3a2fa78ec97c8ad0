import { readFile } from 'node:fs/promises';

/** Title and description of the pull request from the event's payload; empty where there is none. */
export async function pullRequestText(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const path = env.GITHUB_EVENT_PATH;
  // readEvent has told of a payload that cannot be read
  const text = path ? await readFile(path, 'utf8').catch(() => '{}') : '{}';
  const { pull_request: found } = JSON.parse(text) as { pull_request?: { title?: unknown; body?: unknown } };
  return [found?.title, found?.body].filter((each) => typeof each === 'string').join('\n\n');
}
