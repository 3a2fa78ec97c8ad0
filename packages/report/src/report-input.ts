import type {
  AnalyzeDocument,
  CasesDocument,
  FailureCategory,
  FileCoverage,
  FlakyDocument,
  HistoryView,
  LinkedCase,
  RiskCalibration,
  RunInfo,
  SiteConfigLine,
  SuggestDocument,
  TestResult,
} from '@qitops/model';
import type { LookProblem, ReportLook } from './look.ts';

/** What became of one pull request: the documents of `analyze-pr` and `suggest-tests`. */
export interface PullRequestAnalysis {
  /** Null when the analysis was made outside a pull request. */
  pr: number | null;
  title?: string | undefined;
  /** Null = its suggestions alone are known. */
  document: AnalyzeDocument | null;
  suggestions: SuggestDocument | null;
  /** ISO 8601: when it was taken into the history; absent = it was made in this job. */
  keptAt?: string | undefined;
  /** True where its author controls what its run reported. */
  outside?: boolean | undefined;
  /** The head by now, where it is another one than the documents are about. */
  headNow?: string | undefined;
}

/** The test cases of the repository and what they lead to. */
export interface ReportCases extends Pick<CasesDocument, 'problems' | 'tests' | 'notes'> {
  cases: readonly LinkedCase[];
  /** Each case as it is written. */
  yaml: readonly string[];
}

/** Everything the report is made of. Text is already masked; it need not be escaped. */
export interface ReportInput {
  /** What the risk model was worth; absent or null = it was not fitted. */
  calibration?: RiskCalibration | null;
  history: HistoryView;
  /** Null = flakiness was not measured. */
  flaky: FlakyDocument | null;
  /** The run just read, with messages and traces. */
  latest: { tests: TestResult[]; info: RunInfo } | null;
  analyses: readonly PullRequestAnalysis[];
  /** Absent or null = there are no test cases. */
  cases?: ReportCases | null | undefined;
  /** Coverage by repository path, and the commit it was measured on. */
  coverage: { sha: string; files: ReadonlyMap<string, FileCoverage> } | null;
  /** Percentage points of fallen coverage that are worth a notice; 1 when absent. */
  coverageDrop?: number | undefined;
  /** Owners of a repository path, the way CODEOWNERS and qitops.yml name them; absent = none are named. */
  ownersOf?: ((path: string) => readonly string[]) | undefined;
  /** Text of a source file at the commit of `coverage`, or null when there is none. */
  readSource: (path: string) => Promise<string | null>;
  /** A file that a test left behind, by the path its report names; null = it is not there, or not to be shown. */
  readAttachment?: ((path: string) => Promise<Uint8Array | null>) | undefined;
  /** Text of a source file at the commit of `latest`. */
  readTested?: ((path: string) => Promise<string | null>) | undefined;
  /** Further files for machines by path below the site: what was read, in formats that other tools read. */
  merged?: Readonly<Record<string, string>> | undefined;
  /** `https://github.com/owner/name`; null = no links. Anything but https is dropped. */
  repositoryUrl: string | null;
  title: string;
  /** Colour, picture and links that the repository gave its report. */
  look?: ReportLook | undefined;
  /** Kinds of failures that the team named, in its order. */
  categories?: readonly FailureCategory[] | undefined;
  /** Where labels lead, by their name: an https address with `{}` for the value. */
  labelLinks?: Readonly<Record<string, string>> | undefined;
  /** Hears of what of `look` and `categories` was left out. */
  onLookProblem?: ((problem: LookProblem) => void) | undefined;
  /** Commit whose configuration and cases were read; absent or null = no commit has them as they were read. */
  readAt?: string | null | undefined;
  /** The keys of qitops.yml as they hold; absent = not told. */
  config?: readonly SiteConfigLine[] | undefined;
  /** Folder of the built shell (`site/dist`). */
  shell: string;
  /** Folder to write to; made when absent. A report that is there already is replaced. */
  out: string;
  /** ISO 8601; now when absent. */
  generatedAt?: string | undefined;
}
