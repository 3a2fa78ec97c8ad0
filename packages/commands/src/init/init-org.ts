import { type InitOrgDocument, SCHEMA_VERSION, UserError } from '@qitops/model';
import {
  allowedActions,
  callingJob,
  ORG_CHECK,
  ORG_WORKFLOW,
  orgRuleset,
  orgWorkflow,
} from '@qitops/model/workflow/org-workflow';

/**
 * What an organization sets up once so that its repositories need four lines each. Nothing is written or asked of
 * GitHub.
 * @throws UserError for what is no name of an organization.
 */
export function initOrg(organization: string): InitOrgDocument {
  if (!/^[A-Za-z\d](?:[A-Za-z\d-]{0,37}[A-Za-z\d])?$/.test(organization))
    throw new UserError({
      what: 'is no name of an organization',
      where: `--org ${organization}`,
      remedy: 'write it as in github.com/NAME',
    });
  return {
    schemaVersion: SCHEMA_VERSION,
    allow: allowedActions(),
    workflow: { path: ORG_WORKFLOW, content: orgWorkflow() },
    callingJob: callingJob(organization),
    ruleset: orgRuleset(),
    check: ORG_CHECK,
  };
}
