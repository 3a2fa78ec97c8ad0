export {
  type ArtifactExchangeOptions,
  artifactExchange,
  type OtherRun,
} from './artifacts/artifact-exchange.ts';
export { openArchive } from './artifacts/open-archive.ts';
export { type PullParcels, type PullParcelsOptions, pullParcels } from './artifacts/pull-parcels.ts';
export { leavePullReport, refPullParcels, tidyPullReports } from './artifacts/pull-refs.ts';
export { type RefExchangeOptions, refExchange } from './artifacts/ref-exchange.ts';
export { fetchReport, type NewestReport, uploadReport } from './artifacts/report-artifact.ts';
export { hasArtifacts, shardExchange } from './artifacts/shard-exchange.ts';
export { CHECK_LIMIT, type CheckRequest } from './check-run.ts';
export { restoreText, saveText } from './document-cache.ts';
export {
  type CommentEvent,
  type EventInfo,
  isForeign,
  mayWriteHistory,
  readEvent,
  repositoryUrl,
  revisionsOf,
  runUrl,
  type UpstreamRun,
} from './event.ts';
export { type Gateway, type GatewayOptions, openGateway } from './gateway.ts';
export { gitCredentials } from './git-credentials.ts';
export { type GitDataOptions, githubGitData } from './git-data.ts';
export { answersCache, type CacheOptions, githubHistory, historyCache } from './history-cache.ts';
export { githubIssues } from './issues.ts';
export { openPullRequests } from './open-pull-requests.ts';
export { ownWorkflow } from './own-workflow.ts';
export { ownerRepositories } from './owner-repositories.ts';
export { askPages, type PagesAnswer } from './pages.ts';
export { githubBranches } from './proposals/branch-writer.ts';
export { githubProposals, type ProposalHostOptions } from './proposals/proposal-host.ts';
export { pullRequestText } from './proposals/pull-request-facts.ts';
export { githubOpener, type OpenerOptions } from './proposals/pull-request-opener.ts';
export { type Published, publishSection, refusalText } from './publish-section.ts';
export { type RepositoryFacts, repositoryFacts } from './repository-facts.ts';
export { type GithubHost, githubReviewHost, type ReviewHostOptions } from './review-host.ts';
export { COMMENT_LIMIT, hasSection, type SectionRequest, withSection } from './sections.ts';
