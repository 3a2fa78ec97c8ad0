import type { SiteManifest, SiteRuns, SiteTestDetail } from '@qitops/model';

/** What the parts of a test's page share. */
export interface TestContext {
  test: SiteTestDetail;
  messages: readonly string[];
  runs: SiteRuns['runs'];
  /** One letter a run. */
  outcomes: string;
  repositoryUrl: string | null;
  labelLinks: SiteManifest['labelLinks'];
  /** Whether the repository has test cases. */
  catalogued: boolean;
}
