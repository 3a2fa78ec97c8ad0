import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  CASE_FOLDER,
  CASE_TEMPLATES,
  type CasesWrittenDocument,
  nearestName,
  SCHEMA_VERSION,
  slugOf,
  type TestCase,
  UserError,
} from '@qitops/model';
import { Checkout, StackFiles } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { readCaseFiles } from './case-files.ts';
import { caseText } from './case-text.ts';
import { KnownTests } from './known-tests.ts';
import { readableName } from './test-names.ts';

export interface CasesNewOptions {
  /** One of {@link CASE_TEMPLATES}. */
  template: string;
  title: string | null;
  owner: string | null;
  /** A test that does the case: its id, or `file > suite > name`. */
  fromTest: string | null;
  store: string;
}

/** Writes a new case under a name that is free; nothing is ever written over. */
export async function casesNew(
  context: CommandContext,
  options: CasesNewOptions,
): Promise<CasesWrittenDocument> {
  const root = (await Checkout.open(context.cwd))?.root ?? context.cwd;
  const template = Object.hasOwn(CASE_TEMPLATES, options.template)
    ? CASE_TEMPLATES[options.template]
    : undefined;
  if (!template) {
    const names = Object.keys(CASE_TEMPLATES);
    const nearest = nearestName(options.template, names);
    throw new UserError({
      what: `there is no template "${options.template}"`,
      where: '--template',
      remedy: nearest ? `did you mean "${nearest}"?` : `write one of ${names.join(', ')}`,
    });
  }
  const test =
    options.fromTest === null ? null : await testOf(context, root, options.fromTest, options.store);
  const title = options.title?.trim() || test?.title;
  if (!title)
    throw new UserError({
      what: 'a case needs a title',
      where: 'qitops cases new',
      remedy: 'give --title "what it checks", or --from-test with a test that has a name',
    });
  const { type, priority, preconditions, steps, tags } = template;
  const draft: TestCase = {
    id: slugOf(title, 60) || 'case',
    title,
    ...{ type, priority },
    ...(options.owner ? { owner: options.owner } : {}),
    preconditions: [...preconditions],
    steps: steps.map((step) => ({ ...step })),
    tags: [...tags],
    automatedBy: test ? [test.link] : [],
    source: 'manual',
  };
  const { path, id } = await write(root, draft);
  const from = test?.link ?? null;
  return {
    schemaVersion: SCHEMA_VERSION,
    files: [{ path, id, title, from, change: 'created' }],
    written: true,
    skipped: [],
    notes: [],
  };
}

const TRIES = 1000;

async function write(root: string, draft: TestCase): Promise<{ path: string; id: string }> {
  const ids = new Set((await readCaseFiles(root)).cases.map((one) => one.case.id));
  for (let number = 1; number < TRIES; number++) {
    const id = number === 1 ? draft.id : `${draft.id}-${number}`;
    const path = `${CASE_FOLDER}/${id}.yaml`;
    if (ids.has(id)) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    try {
      await writeFile(join(root, path), caseText({ ...draft, id }), { flag: 'wx' });
      return { path, id };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new UserError({
    what: `${TRIES} cases are called "${draft.id}" already`,
    where: CASE_FOLDER,
    remedy: 'give another title',
  });
}

async function testOf(
  context: CommandContext,
  root: string,
  called: string,
  store: string,
): Promise<{ link: string; title: string }> {
  const history = await openHistory(context, store);
  const files = new Set((await StackFiles.of(root)).paths);
  const known = new KnownTests({
    view: await history.view(),
    results: null,
    aliases: await history.aliases(),
    files,
  });
  const { tests } = known.find(called);
  const [first] = tests;
  if (tests.length === 1 && first)
    return { link: readableName(first), title: [...first.suite, first.name].join(': ') };
  throw new UserError({
    what:
      tests.length === 0 ? `no run has a test "${called}"` : `${tests.length} tests are meant by "${called}"`,
    where: store,
    remedy:
      tests.length === 0
        ? 'give its id, or `file > suite > name` as the report has it'
        : `give one of the ids ${tests
            .slice(0, 5)
            .map(({ id }) => id.slice(0, 12))
            .join(', ')}`,
  });
}
