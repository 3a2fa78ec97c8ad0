import type { CoverageTotals, FileCoverage } from '@qitops/model';
import type { Head } from '../head.ts';
import type { SourceFile } from '../source.ts';

/** Where a reader of coverage puts what it finds. */
export interface CoverageSink {
  /** One source file; the same path twice is merged. */
  file(coverage: FileCoverage): void;
  /** A root that the report names (`<source>`). */
  root(path: string): void;
  /** What the report says of itself: compared with what was counted, never trusted. */
  declared(totals: Partial<CoverageTotals>): void;
  warning(text: string, line?: number): void;
  /** Marks the report as not fully readable without stopping. */
  partial(text: string, line?: number): void;
}

/** One coverage format. A new one is a file with this and a line in the registry. */
export interface CoverageFormat {
  id: string;
  title: string;
  /** Whether the file is of this format, by its content. */
  sniff(head: Head): boolean;
  /**
   * Emits the source files of a report.
   * @throws ReadProblem where the file cannot be read on; source files before that have been emitted.
   */
  read(source: SourceFile, sink: CoverageSink): Promise<void>;
}
