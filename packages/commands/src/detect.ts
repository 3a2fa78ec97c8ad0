import { type DetectDocument, NotAvailableYet } from '@qitops/model';
import type { CommandContext } from './context.ts';

export interface DetectOptions {
  /** Folder to look at, relative to the caller's directory. */
  dir: string;
  /** Whether to run what was detected. */
  verify: boolean;
}

/** What a repository is made of: units, commands, reporters, reports. */
export async function detect(_context: CommandContext, _options: DetectOptions): Promise<DetectDocument> {
  throw new NotAvailableYet('detect');
}
