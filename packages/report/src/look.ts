import { createHash } from 'node:crypto';
import { safeLink } from '@qitops/escape';
import type { SiteLook } from '@qitops/model';
import { accentOf } from './accent.ts';
import { pictureKind } from './pictures.ts';

const LOGO_BYTES = 100 * 1024;

/** What `report:` of qitops.yml says of the looks, not yet judged. */
export interface ReportLook {
  accent?: string | undefined;
  /** Content of the picture; null = the file could not be read. */
  logo?: Uint8Array | null | undefined;
  links?: readonly { title: string; url: string }[] | undefined;
}

/** Something of qitops.yml that was left out of the report, and why. */
export interface LookProblem {
  /** `report.accent`. */
  key: string;
  what: string;
  remedy: string;
}

export interface LookPages {
  look: SiteLook;
  /** Pictures by path below the site. */
  files: Record<string, Uint8Array>;
  problems: LookProblem[];
}

/** The looks as the pages take them; what is not fit for that is left out and named. */
export async function lookPages({ accent, logo, links = [] }: ReportLook): Promise<LookPages> {
  const pages: LookPages = { look: { accent: null, logo: null, links: [] }, files: {}, problems: [] };
  if (accent !== undefined) {
    pages.look.accent = await accentOf(accent);
    if (!pages.look.accent)
      pages.problems.push({
        key: 'report.accent',
        what: `"${accent}" is no colour`,
        remedy: 'write a CSS colour such as `#0b6e4f` or `teal`',
      });
  }
  if (logo !== undefined) {
    const judged = logoOf(logo);
    if ('what' in judged) pages.problems.push(judged);
    else {
      pages.look.logo = judged.path;
      pages.files[judged.path] = judged.bytes;
    }
  }
  for (const { title, url } of links) {
    const safe = safeLink(url);
    if (safe?.startsWith('https://')) pages.look.links.push({ title, url: safe });
    else
      pages.problems.push({
        key: 'report.links',
        what: `"${title}" does not lead to an https address`,
        remedy: 'write an address that begins with https://',
      });
  }
  return pages;
}

function logoOf(bytes: Uint8Array | null): LookProblem | { path: string; bytes: Uint8Array } {
  const problem = (what: string, remedy: string): LookProblem => ({ key: 'report.logo', what, remedy });
  if (bytes === null)
    return problem('the picture cannot be read', 'write the path of a file of this repository');
  if (bytes.length > LOGO_BYTES)
    return problem(
      `the picture has ${Math.ceil(bytes.length / 1024)} KB`,
      `make it ${LOGO_BYTES / 1024} KB or smaller`,
    );
  const kind = pictureKind(bytes);
  if (!kind) return problem('the file is no PNG, JPEG, GIF or WebP picture', 'convert it to PNG');
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  return { path: `attachments/logo.${name}.${kind}`, bytes };
}
