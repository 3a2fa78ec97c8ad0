import { type CasesDocument, isDead, type LinkedCase, SCHEMA_VERSION, UserError } from '@qitops/model';
import { Checkout } from '@qitops/repository';
import picomatch from 'picomatch';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { openHistory } from '../history/store.ts';
import { readResults } from '../inputs.ts';
import { readCatalogue } from './catalogue.ts';

/** Where the last results of tests are looked up. */
export interface CasesOptions {
  store: string;
  results: string[];
}

/** What a case must have to be listed; of several values any. */
export interface CasesFilter {
  tag: string[];
  owner: string[];
  type: string[];
  priority: string[];
  /** Globs or folders of the code that it covers, or of its own file. */
  path: string[];
  /** A status, or `dead` for a link that leads nowhere. */
  status: string[];
}

/** The catalogue with each case's tests and how they ended last. */
export async function casesList(
  context: CommandContext,
  options: CasesOptions & { filter: CasesFilter },
): Promise<CasesDocument> {
  const document = await catalogueOf(context, options);
  return { ...document, cases: document.cases.filter((one) => passes(one, options.filter)) };
}

/** The catalogue with everything that does not hold. `files` = how many files of cases there are. */
export async function casesCheck(
  context: CommandContext,
  options: CasesOptions,
): Promise<{ document: CasesDocument; files: number }> {
  const { files, ...document } = await catalogueOf(context, options);
  return { document, files };
}

async function catalogueOf(
  context: CommandContext,
  { store, results: globs }: CasesOptions,
): Promise<CasesDocument & { files: number }> {
  const checkout = await Checkout.open(context.cwd);
  const history = await openHistory(context, store);
  const view = await history.view();
  for (const { key, reason } of view.skipped) context.log.warn(`${key}: skipped, ${reason}`);
  const { project = '' } = await loadConfig(context);
  const read = globs.length > 0 ? await readResults(context, globs, { project, checkout }) : null;
  if (read && read.files.length === 0)
    throw new UserError({
      what: `no result files match ${globs.join(', ')}`,
      where: context.cwd,
      remedy: 'check the path, and quote globs so that the shell leaves them alone',
    });
  const { cases, files, problems, tests, notes } = await readCatalogue(checkout?.root ?? context.cwd, {
    view,
    results: read && { tests: read.tests, at: new Date().toISOString() },
    aliases: await history.aliases(),
  });
  return { schemaVersion: SCHEMA_VERSION, cases, problems, tests, notes, files };
}

function passes(one: LinkedCase, filter: CasesFilter): boolean {
  const any = (wanted: readonly string[], has: (word: string) => boolean): boolean =>
    wanted.length === 0 || wanted.some(has);
  const paths = [one.path, ...one.covers.map(({ path }) => path)];
  return (
    any(filter.tag, (tag) => one.tags.includes(tag) || one.requirements.includes(tag)) &&
    any(filter.owner, (owner) => one.owner === owner) &&
    any(filter.type, (type) => one.type === type) &&
    any(filter.priority, (priority) => one.priority === priority) &&
    any(filter.status, (status) =>
      status === 'dead' ? [...one.covers, ...one.automatedBy].some(isDead) : one.status === status,
    ) &&
    any(filter.path, (pattern) => {
      const matches = picomatch(pattern, { dot: true });
      return paths.some((path) => matches(path) || path.startsWith(`${pattern.replace(/\/$/, '')}/`));
    })
  );
}
