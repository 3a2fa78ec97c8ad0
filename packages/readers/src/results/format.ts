import type { ReadTest } from '@qitops/model';
import type { Head } from '../head.ts';
import type { SourceFile } from '../source.ts';

/** Where a reader of results puts what it finds. */
export interface ResultSink {
  test(test: ReadTest): void;
  /** Something that people should know and that did not stop the reading. */
  warning(text: string, line?: number): void;
  /** The runner, when the content shows it (`pytest`, `vitest`); otherwise the format's id stands for it. */
  framework(name: string): void;
  /** The seed that the whole file ran with; a test's own stands above it. */
  seed(value: string): void;
  /** Marks the file as not fully readable without stopping: it is then never green. */
  partial(text: string, line?: number): void;
}

/** One format of test results. A new one is a file with this and a line in the registry. */
export interface ResultFormat {
  id: string;
  title: string;
  /** Whether the file is of this format, by its content. */
  sniff(head: Head): boolean;
  /**
   * Emits the tests of `source` in file order, streaming.
   * @throws ReadProblem where the file cannot be read on; tests before that have been emitted.
   */
  read(source: SourceFile, sink: ResultSink): Promise<void>;
}
