import { z } from 'zod';
import type { SiteShell, SiteSummary } from './site-data.ts';

/** Who can see a repository, from everyone to few. */
export const Visibility = z.enum(['public', 'internal', 'private']);
export type Visibility = z.infer<typeof Visibility>;

/** A repository in a host's list of all that somebody has. */
export interface ListedRepository {
  /** Without the owner. */
  name: string;
  visibility: Visibility;
  archived: boolean;
  fork: boolean;
}

/** A repository of the index whose figures could be read. */
export interface SiteOrgRow {
  /** `owner/name`. */
  repository: string;
  /** `https://…` without a trailing slash; null = no links. */
  url: string | null;
  visibility: Visibility;
  summary: SiteSummary;
}

/** A repository that is named and cannot be shown. */
export interface SiteOrgUnreadable {
  repository: string;
  reason: string;
  remedy: string;
}

/** `org`: an index of many repositories. */
export interface SiteOrg {
  rows: SiteOrgRow[];
  unreadable: SiteOrgUnreadable[];
  /** The strictest of all that are shown. */
  visibility: Visibility;
}

/** `data/manifest.json` of an index. */
export interface SiteOrgManifest extends SiteShell {
  files: { org: string };
}
