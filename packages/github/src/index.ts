export {
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
export { type Published, publishSection, refusalText } from './publish-section.ts';
export { githubReviewHost, type ReviewHostOptions } from './review-host.ts';
export { COMMENT_LIMIT, hasSection, type SectionRequest, withSection } from './sections.ts';
