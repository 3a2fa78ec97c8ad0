import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, SCHEMA_VERSION, type UninstallDocument, UserError } from '@qitops/model';
import { isWrittenByInit } from '@qitops/model/workflow/marker';
import { Checkout, readWorkflows, StackFiles, type WorkflowFile } from '@qitops/repository';
import type { CommandContext } from '../context.ts';
import { historyExport } from '../history/history-export.ts';
import type { Person } from '../init/init.ts';
import { unifiedDiff } from '../init/unified-diff.ts';
import { withoutQitops } from './without-qitops.ts';

export interface UninstallOptions {
  yes: boolean;
  dryRun: boolean;
  person: Person | null;
  /** Where the history is; null = the ref of GitHub, else the folder. */
  store: string;
  /** File that the history is written to before it goes; null = it is not kept. */
  exportTo: string | null;
  /** Shows what would go, before it does. */
  show(text: string): void;
}

const CONFIG = ['qitops.yml', '.github/qitops.yml'];
const REFS = 'refs/qitops/';
const KEPT =
  'tests/qitops stays: the test cases and the tests in it are the project’s own; so do suggested tests that were accepted';

interface Removal {
  path: string;
  /** Null = the file goes. */
  after: string | null;
}

/**
 * Takes qitops out of a repository: workflows, configuration and refs, the history exported first. Names the checks to
 * take out of branch protection before, for a required check that never reports blocks every merge.
 * @throws UserError when nobody said yes, or the history cannot be exported.
 */
export async function uninstall(
  context: CommandContext,
  options: UninstallOptions,
): Promise<UninstallDocument> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout)
    throw new UserError({
      what: 'is in no git repository',
      where: context.cwd,
      remedy: 'run it in the checkout that qitops was set up in',
    });
  const notes = [KEPT];
  const { removals, requiredChecks } = await plan(checkout);
  const files: UninstallDocument['files'] = [];
  for (const { path, after } of removals) {
    const before = await readFile(join(checkout.root, path), 'utf8');
    files.push({
      path,
      change: after === null ? 'delete' : 'update',
      diff: await unifiedDiff(path, before, after ?? ''),
    });
  }
  const refs = await ownRefs(checkout);
  options.show(shown(files, refs, requiredChecks));
  const nothing = files.length === 0 && refs.length === 0;
  const removed = !nothing && !options.dryRun && (await permitted(options));
  const exported = removed ? await keptHistory(context, options, refs) : null;
  if (removed) {
    for (const { path, after } of removals)
      await (after === null ? rm(join(checkout.root, path)) : writeFile(join(checkout.root, path), after));
    notes.push(...(await deleteRefs(checkout, refs)), 'commit what changed in the checkout');
  }
  return { schemaVersion: SCHEMA_VERSION, requiredChecks, files, refs, exported, removed, notes };
}

async function plan(checkout: Checkout): Promise<{ removals: Removal[]; requiredChecks: string[] }> {
  const { paths } = await StackFiles.of(checkout.root);
  const workflows = await readWorkflows(checkout.root, paths);
  const removals: Removal[] = [];
  const requiredChecks: string[] = [];
  for (const workflow of workflows) {
    const stripped = withoutQitops(workflow);
    const whole = isWrittenByInit(workflow.text);
    if (!stripped && !whole) continue;
    const gone = whole ? workflow.jobs.map(({ id }) => id) : stripped!.jobs;
    requiredChecks.push(...checkNames(workflow, gone));
    removals.push({ path: workflow.path, after: whole ? null : stripped!.text });
  }
  for (const path of CONFIG) if (paths.includes(path)) removals.push({ path, after: null });
  return { removals, requiredChecks: [...new Set(requiredChecks)] };
}

/** What branch protection knows the jobs by. */
function checkNames({ jobs }: WorkflowFile, ids: readonly string[]): string[] {
  return jobs.filter(({ id }) => ids.includes(id)).map(({ id, name }) => name ?? id);
}

/** `origin refs/qitops/history`, `refs/qitops/history` */
async function ownRefs(checkout: Checkout): Promise<string[]> {
  const local = await checkout.git.run(['for-each-ref', '--format=%(refname)', REFS]);
  const remote = await checkout.git.run(['ls-remote', 'origin', `${REFS}*`]);
  const names = (text: Buffer): string[] => text.toString('utf8').split('\n').filter(Boolean);
  return [
    ...(local.code === 0 ? names(local.stdout) : []),
    ...(remote.code === 0 ? names(remote.stdout).map((line) => `origin ${line.split('\t')[1]}`) : []),
  ];
}

function shown(
  files: UninstallDocument['files'],
  refs: readonly string[],
  checks: readonly string[],
): string {
  return [
    ...(checks.length > 0
      ? [
          `First take ${checks.map((name) => `"${name}"`).join(', ')} out of the required checks (Settings → Rules, or Branches): a required check that never reports blocks every merge.`,
        ]
      : []),
    ...files.map(({ diff }) => diff),
    ...refs.map((ref) => `- ${ref}`),
  ].join('\n');
}

async function permitted({ yes, person }: UninstallOptions): Promise<boolean> {
  if (yes) return true;
  if (!person)
    throw new UserError({
      what: 'nothing was removed: there is nobody to ask',
      remedy: 'add --yes to remove what is shown, or --dry-run to see it only',
    });
  return person.confirm('Is the check no longer required, and shall all of this go?');
}

/** The history is gone with its refs: without a copy nothing is removed. */
async function keptHistory(
  context: CommandContext,
  { store, exportTo }: UninstallOptions,
  refs: readonly string[],
): Promise<UninstallDocument['exported']> {
  if (exportTo === null || (refs.length === 0 && store.startsWith('ref:'))) return null;
  const { runs } = await historyExport(context, { store, file: exportTo });
  return { file: exportTo, runs };
}

/** Returns what could not be deleted. */
async function deleteRefs(checkout: Checkout, refs: readonly string[]): Promise<string[]> {
  const notes: string[] = [];
  for (const ref of refs) {
    const remote = ref.startsWith('origin ');
    const name = ref.replace('origin ', '');
    const args = remote ? ['push', 'origin', '--delete', name] : ['update-ref', '-d', name];
    try {
      const { code, stderr } = await checkout.git.run(args);
      if (code !== 0) notes.push(`${ref} is still there: ${stderr.trim().split('\n')[0]}`);
    } catch (error) {
      notes.push(`${ref} is still there: ${messageOf(error)}`);
    }
  }
  return notes;
}
