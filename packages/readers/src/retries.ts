import { posix } from 'node:path';
import {
  type Attempt,
  countTest,
  emptyCounts,
  isFlakyWithinRun,
  type ReadFile,
  type ReadTest,
} from '@qitops/model';

interface FileOfTests {
  read: ReadFile;
  tests: ReadTest[];
}

/**
 * Joins runs of one test that a report keeps in files of one folder (Allure writes a file for each try, with the
 * test's history id): the last one becomes the test, those before it its attempts. Changes `files` in place; a file
 * that held only an earlier try is left with no test and says whose it was.
 */
export function joinRetries(files: readonly FileOfTests[]): void {
  const groups = new Map<string, { file: FileOfTests; test: ReadTest }[]>();
  for (const file of files) {
    for (const test of file.tests) {
      if (!test.retry) continue;
      const key = JSON.stringify([posix.dirname(file.read.path), test.retry.group]);
      const group = groups.get(key);
      if (group) group.push({ file, test });
      else groups.set(key, [{ file, test }]);
    }
  }
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    group.sort((a, b) => a.test.retry!.order - b.test.retry!.order);
    const last = group.pop()!;
    last.test.attempts = [...group.map(({ test }) => earlierAttempt(test)), ...last.test.attempts];
    if (isFlakyWithinRun(last.test)) last.file.read.flaky += 1;
    for (const { file, test } of group) {
      file.tests = file.tests.filter((each) => each !== test);
      const counts = emptyCounts();
      for (const each of file.tests) countTest(counts, each);
      Object.assign(file.read, counts);
      if (file.tests.length === 0) file.read.message = `an earlier try of the test in ${last.file.read.path}`;
    }
  }
}

/** What is kept of a try that was not the last one. */
function earlierAttempt({
  status,
  durationMs,
  startMs,
  worker,
  message,
  trace,
  steps,
  stdout,
  stderr,
  attachments,
}: ReadTest): Attempt {
  return { status, durationMs, startMs, worker, message, trace, steps, stdout, stderr, attachments };
}
