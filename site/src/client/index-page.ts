import type { SiteManifest, SiteOverview } from '@qitops/model';
import { load } from './data.ts';
import { h } from './dom.ts';
import { overviewMain } from './overview-main.ts';
import { overviewSide } from './overview-side.ts';
import { verdictBlock } from './verdict-block.ts';

/** The first page: the verdict, what changed, then the figures it rests on. */
export async function render(root: HTMLElement, manifest: SiteManifest): Promise<string> {
  const overview = await load<SiteOverview>(manifest.files.overview);
  const { repositoryUrl } = manifest;
  root.append(
    verdictBlock(overview, repositoryUrl),
    h(
      'div',
      { class: 'columns' },
      h('div', null, ...overviewMain(overview, repositoryUrl)),
      h('div', null, ...overviewSide(overview)),
    ),
  );
  return overview.verdict.sentence;
}
