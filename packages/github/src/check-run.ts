import type { Finding, PublishRefusal } from '@qitops/model';
import type { EventInfo } from './event.ts';
import type { Gateway } from './gateway.ts';
import { isUncertain, refusalOf } from './refusal.ts';

/** Greatest length of a check's summary and of its text, in characters and in UTF-8 bytes. */
export const CHECK_LIMIT = 65_535;

export interface CheckRequest {
  /** Head of the pull request. */
  sha: string;
  /** GitHub knows "neutral" and "skipped" too, and counts both as success: they are never used. */
  conclusion: 'success' | 'failure';
  title: string;
  /** Markdown, each at most {@link CHECK_LIMIT}. */
  summary: string;
  text: string;
  detailsUrl: string;
  findings: readonly Finding[];
}

const NAME = 'qitops';
/** Annotations that GitHub takes in one request. */
const BATCH = 50;
/** Annotations of a check, so that a run stays below its share of requests. */
const MOST = 200;
const TITLE = 255;
const ATTEMPTS = 3;

interface Known {
  id: number;
  url: string;
  annotations: number;
}

/**
 * Writes the check run of this workflow's job: one for a commit, made once and updated when the job runs again.
 * GitHub only adds annotations, so those that are there already are not sent a second time.
 */
export async function publishCheckRun(
  gateway: Gateway,
  event: EventInfo,
  request: CheckRequest,
): Promise<{ url: string } | PublishRefusal> {
  try {
    return await write(gateway, event, request);
  } catch (error) {
    return refusalOf(error, 'write the check run', 'checks: write');
  }
}

async function write(gateway: Gateway, event: EventInfo, request: CheckRequest): Promise<{ url: string }> {
  const all = request.findings
    .filter(({ path }) => path !== null)
    .slice(0, MOST)
    .map(annotationOf);
  const known = await find(gateway, event, request.sha);
  const there =
    known && known.annotations > 0 ? await annotationsOf(gateway, event, known.id) : new Set<string>();
  const fresh = all.filter((annotation) => !there.has(keyOf(annotation)));
  const batches: Annotation[][] = [];
  for (let at = 0; at < fresh.length; at += BATCH) batches.push(fresh.slice(at, at + BATCH));
  const [first = [], ...rest] = batches;
  const check = known
    ? await update(gateway, event, known.id, request, first)
    : await create(gateway, event, request, first);
  for (const batch of rest) await update(gateway, event, check.id, request, batch);
  return { url: check.url };
}

interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  title: string;
  message: string;
}

function annotationOf({ path, line, level, title, message }: Finding): Annotation {
  const at = line ?? 1;
  return {
    path: path!,
    start_line: at,
    end_line: at,
    annotation_level: level === 'error' ? 'failure' : level,
    title: title.slice(0, TITLE),
    message: message === '' ? title : message,
  };
}

function keyOf({
  path,
  start_line,
  title,
}: {
  path: string;
  start_line: number;
  title: string | null;
}): string {
  return JSON.stringify([path, start_line, title]);
}

function place({ repository }: EventInfo): { owner: string; repo: string } {
  return { owner: repository.owner, repo: repository.name };
}

function externalId({ workflow, job }: EventInfo): string {
  return `qitops:${workflow}:${job}`;
}

async function find(gateway: Gateway, event: EventInfo, sha: string): Promise<Known | null> {
  const { data } = await gateway.octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...place(event),
    ref: sha,
    check_name: NAME,
    filter: 'all',
    per_page: 100,
  });
  const found = data.check_runs.find(({ external_id }) => external_id === externalId(event));
  if (!found) return null;
  return { id: Number(found.id), url: found.html_url ?? '', annotations: found.output.annotations_count };
}

async function annotationsOf(gateway: Gateway, event: EventInfo, id: number): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let page = 1; ; page += 1) {
    const { data } = await gateway.octokit.request(
      'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
      {
        ...place(event),
        check_run_id: id,
        per_page: 100,
        page,
      },
    );
    for (const annotation of data) keys.add(keyOf(annotation));
    if (data.length < 100) return keys;
  }
}

function outputOf({ title, summary, text }: CheckRequest, annotations: Annotation[]) {
  return { title: title.slice(0, TITLE), summary, text, annotations };
}

/** Makes the check, once: when an answer is lost, it is looked for before a second try. */
async function create(
  gateway: Gateway,
  event: EventInfo,
  request: CheckRequest,
  annotations: Annotation[],
): Promise<{ id: number; url: string }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { data } = await gateway.octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        ...place(event),
        name: NAME,
        head_sha: request.sha,
        external_id: externalId(event),
        details_url: request.detailsUrl,
        status: 'completed',
        conclusion: request.conclusion,
        output: outputOf(request, annotations),
        request: { retries: 0 },
      });
      return { id: Number(data.id), url: data.html_url ?? '' };
    } catch (error) {
      if (!isUncertain(error) || attempt === ATTEMPTS || !gateway.mayWait(attempt)) throw error;
      await gateway.pause(attempt);
      const written = await find(gateway, event, request.sha);
      if (written) return written;
    }
  }
}

/** Updates the check. GitHub adds the annotations of every request, so after a lost answer only what is missing is sent. */
async function update(
  gateway: Gateway,
  event: EventInfo,
  id: number,
  request: CheckRequest,
  annotations: Annotation[],
): Promise<{ id: number; url: string }> {
  let missing = annotations;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { data } = await gateway.octokit.request(
        'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
        {
          ...place(event),
          check_run_id: id,
          details_url: request.detailsUrl,
          status: 'completed',
          conclusion: request.conclusion,
          output: outputOf(request, missing),
          request: { retries: 0 },
        },
      );
      return { id, url: data.html_url ?? '' };
    } catch (error) {
      if (!isUncertain(error) || attempt === ATTEMPTS || !gateway.mayWait(attempt)) throw error;
      await gateway.pause(attempt);
      if (missing.length === 0) continue;
      const there = await annotationsOf(gateway, event, id);
      missing = missing.filter((annotation) => !there.has(keyOf(annotation)));
    }
  }
}
