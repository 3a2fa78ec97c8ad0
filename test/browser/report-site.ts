import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FolderServer, type ReportInput, serveFolder, writeReport } from '@qitops/report';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './launch-browser.ts';
import { SHELL } from './sample-input.ts';

/** A written report, served, and a browser to look at it with. */
export interface ReportSite {
  folder: string;
  /** With a trailing slash. */
  url: string;
  browser: Browser;
  close: () => Promise<void>;
}

/** Writes and serves a report in a folder of its own, and starts a browser. Throws a sentence when the shell is not built. */
export function openReportSite(
  input: (folder: string) => ReportInput,
  browserArguments: readonly string[] = [],
): Promise<ReportSite> {
  return openSite((folder) => writeReport(input(folder)), browserArguments);
}

/** The same with whatever `write` puts into the folder. */
export async function openSite(
  write: (folder: string) => Promise<unknown>,
  browserArguments: readonly string[] = [],
): Promise<ReportSite> {
  if (!existsSync(join(SHELL, 'index.html'))) {
    throw new Error('site/dist is missing: run `npm run -s build` before the browser tests');
  }
  const folder = mkdtempSync(join(tmpdir(), 'qitops-site-'));
  await write(folder);
  const server: FolderServer = await serveFolder(folder);
  const browser = await launchBrowser(browserArguments);
  return {
    folder,
    url: server.url,
    browser,
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
