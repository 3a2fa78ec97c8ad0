import { type AttemptDetails, isFailure, type ReadTest } from '@qitops/model';

/** Characters of steps, outputs and texts that are kept of one reading. */
const TOGETHER = 8 * 1024 * 1024;
/** The same of tests that passed at the first try, so that they take no room from failures. */
const OF_PASSED = 1024 * 1024;

/**
 * Bounds what is kept of tests besides message and trace: of a run in which everything fails, the first ones have
 * their details, and memory does not grow with the others.
 */
export class DetailBudget {
  #left: number;
  #leftOfPassed: number;

  constructor(characters = TOGETHER, ofPassed = OF_PASSED) {
    this.#left = characters;
    this.#leftOfPassed = ofPassed;
  }

  /** The test as it is, or without its details when there is no room left. */
  within(test: ReadTest): ReadTest {
    const size = [test, ...test.attempts].reduce((sum, of) => sum + sizeOf(of), 0);
    if (size === 0) return test;
    if (!isFailure(test.status) && test.attempts.length === 0) {
      if (size > this.#leftOfPassed) return bare(test);
      this.#leftOfPassed -= size;
      return test;
    }
    if (size > this.#left) return { ...bare(test), attempts: test.attempts.map(bare) };
    this.#left -= size;
    return test;
  }
}

function sizeOf({ steps = [], stdout = '', stderr = '', attachments = [] }: AttemptDetails): number {
  const ofSteps = steps.reduce((sum, { name, message = '' }) => sum + name.length + message.length + 50, 0);
  const ofFiles = attachments.reduce((sum, { name, path, text }) => sum + length(name, path, text) + 50, 0);
  return ofSteps + ofFiles + stdout.length + stderr.length;
}

function length(...texts: (string | null | undefined)[]): number {
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

function bare<T extends AttemptDetails>(of: T): T {
  const { steps: _steps, stdout: _out, stderr: _err, attachments: _files, ...rest } = of;
  return rest as T;
}
