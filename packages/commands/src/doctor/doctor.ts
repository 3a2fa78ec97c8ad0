import { type DoctorDocument, type DoctorFeature, evidence, SCHEMA_VERSION, UserError } from '@qitops/model';
import {
  Checkout,
  codeOwners,
  detectStack,
  isWorkflow,
  readWorkflow,
  readWorkflows,
  StackFiles,
  type WorkflowFile,
} from '@qitops/repository';
import { loadConfig } from '../config.ts';
import type { CommandContext } from '../context.ts';
import { lacks, unknown, works } from './feature.ts';
import { historyFeatures, recordingFeature } from './history-features.ts';
import { reportFeatures } from './report-features.ts';
import { suggestFeatures } from './suggest-features.ts';
import { forkFeature, pagesFeature, workflowFeatures } from './workflow-features.ts';

/**
 * What works, what is missing and what to do about it, from files and the history on this machine alone: nothing is
 * fetched and no service is asked.
 * @param store the history; null = the usual places.
 */
export async function doctor(
  context: CommandContext,
  { store }: { store: string | null },
): Promise<DoctorDocument> {
  const checkout = await Checkout.open(context.cwd);
  if (!checkout)
    throw new UserError({
      what: 'is in no git repository',
      where: context.cwd,
      remedy: 'run it in a checkout',
    });
  const here = { ...context, cwd: checkout.root };
  const files = await StackFiles.of(checkout.root);
  const workflows = await readWorkflows(checkout.root, files.paths);
  const { units } = await detectStack(checkout.root);
  const configuration = await configurationFeature(here);
  const onDefault = await onDefaultBranch(checkout);
  return {
    schemaVersion: SCHEMA_VERSION,
    features: [
      configuration.feature,
      ...(await reportFeatures(here, units)),
      ...workflowFeatures(workflows, configuration),
      forkFeature(onDefault, workflows),
      ...suggestFeatures(workflows, { units, commands: configuration.commands, onDefault }),
      recordingFeature(workflows),
      ...(await historyFeatures(here, store)),
      await ownersFeature(checkout),
      pagesFeature(workflows),
      tokenFeature(context.env),
      unknown(
        'required-check',
        'which checks branch protection requires',
        'require the last job, `qitops`, or the one test job, in Settings → Rules of the repository',
      ),
    ],
  };
}

async function configurationFeature(
  context: CommandContext,
): Promise<{ feature: DoctorFeature; checkRun: boolean; commands: boolean; skippable: readonly string[] }> {
  const id = 'configuration';
  try {
    const config = await loadConfig(context);
    return {
      feature: works(id),
      checkRun: config.checkRun === true,
      commands: config.suggest?.commands === true,
      skippable: config.gates?.skippable ?? [],
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first, ...more] = error.problems;
    const text = `${first!.where ?? 'qitops.yml'}: ${first!.what}${more.length > 0 ? `, and ${more.length} more` : ''}`;
    return {
      feature: lacks(id, text, first!.remedy ?? 'mend qitops.yml'),
      checkRun: false,
      commands: false,
      skippable: [],
    };
  }
}

/** The workflows of the default branch as far as this clone knows it; null when it does not. */
async function onDefaultBranch(checkout: Checkout): Promise<WorkflowFile[] | null> {
  const branch = await checkout.defaultBranch();
  if (!branch) return null;
  const paths = (await checkout.files(branch)).filter(isWorkflow);
  return Promise.all(
    paths.map(async (path) => readWorkflow(path, (await checkout.fileAt(branch, path)) ?? '')),
  );
}

async function ownersFeature(checkout: Checkout): Promise<DoctorFeature> {
  const rules = (await checkout.commit('HEAD')) ? await codeOwners(checkout, 'HEAD') : [];
  return rules.length > 0
    ? works('owners', evidence('codeowners', `${rules.length} rules`))
    : lacks('owners', 'there is no CODEOWNERS', 'add .github/CODEOWNERS, or `owners` in qitops.yml');
}

/** Kinds of token by how they begin; the token itself is never shown. */
const KINDS: [RegExp, string][] = [
  [/^ghs_/, 'of an app or of GitHub Actions'],
  [/^github_pat_/, 'a fine-grained personal one'],
  [/^ghp_/, 'a classic personal one'],
  [/^gho_/, 'of an OAuth app'],
];

function tokenFeature(env: CommandContext['env']): DoctorFeature {
  const name = ['GITHUB_TOKEN', 'GH_TOKEN'].find((one) => env[one]);
  const remedy = 'in GitHub Actions the input `token` has one by itself';
  if (!name) return unknown('token', 'there is no token in GITHUB_TOKEN or GH_TOKEN', remedy);
  const kind = KINDS.find(([start]) => start.test(env[name]!))?.[1] ?? 'of an unknown kind';
  return unknown('token', `what the token in ${name} may do`, remedy, evidence('token', `${name}: ${kind}`));
}
