import type { ReportDocument } from '@qitops/model';
import type { ReportInput } from './report-input.ts';

/** Writes the site to `input.out`. Throws a UserError when the shell is missing. */
export async function writeReport(input: ReportInput): Promise<ReportDocument> {
  throw new Error(`not written yet: ${input.out}`);
}
