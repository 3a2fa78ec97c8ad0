export type { LookProblem, ReportLook } from './look.ts';
export type { PullRequestAnalysis, ReportCases, ReportInput } from './report-input.ts';
export { type FolderServer, serveFolder } from './serve.ts';
export { type OrgInput, writeOrg } from './write-org.ts';
export { writeReport } from './write-report.ts';
