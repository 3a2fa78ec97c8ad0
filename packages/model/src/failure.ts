/** An error that the user can act on: a value with what, where and remedy, never a stack. */
export interface UserProblem {
  what: string;
  /** File, line or setting: `report.xml:12`, `qitops.yml:3:5`, `input results`. */
  where?: string | undefined;
  remedy?: string | undefined;
}

/** Thrown for the user's configuration or input; everything else thrown is our bug. */
export class UserError extends Error {
  readonly problems: readonly UserProblem[];
  constructor(problems: UserProblem | readonly UserProblem[]) {
    const list = 'what' in problems ? [problems] : problems;
    super(list.map(problemText).join('\n'));
    this.name = 'UserError';
    this.problems = list;
  }
}

/** Thrown by a command that has a contract but no implementation yet; exit code 2. */
export class NotAvailableYet extends UserError {
  constructor(feature: string) {
    super({ what: `${feature} is not available yet`, remedy: 'see the README for what this version does' });
    this.name = 'NotAvailableYet';
  }
}

/** One problem as one line: `where: what. Fix: remedy`. */
export function problemText(problem: UserProblem): string {
  const where = problem.where ? `${problem.where}: ` : '';
  const remedy = problem.remedy ? `. Fix: ${problem.remedy}` : '';
  return `${where}${problem.what}${remedy}`;
}

/** The message of anything thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
