// Makes the README's pictures from what `npm start -- --no-serve` left: the report as a browser shows it, and the
// comment about as GitHub shows it. Run with `npm run pictures`.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveFolder } from '@qitops/report';
import { marked } from 'marked';
import { launchBrowser } from './launch-browser.ts';

const root = join(import.meta.dirname, '../..');
const work = join(root, 'fixtures/example/.work/start');
const images = join(root, '.github/images');

const LOOKS_LIKE_GITHUB = `
  body { margin: 0; padding: 24px; background: #fff; color: #1f2328; font: 14px/1.5 "Open Sans", sans-serif; }
  article { border: 1px solid #d1d9e0; border-radius: 6px; padding: 0 16px 12px; max-width: 820px; }
  header { margin: 0 -16px 12px; padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; }
  code { background: #818b981f; padding: .2em .4em; border-radius: 6px; font: 12px monospace; }
  pre { background: #f6f8fa; padding: 12px; border-radius: 6px; overflow: auto; } pre code { background: none; padding: 0; }
  table { border-collapse: collapse; } td, th { border: 1px solid #d1d9e0; padding: 4px 10px; } sub { color: #59636e; }
  summary { cursor: pointer; } details { margin: 8px 0; } h3 { margin: 12px 0 4px; }
`;

mkdirSync(images, { recursive: true });
const browser = await launchBrowser();
const server = await serveFolder(join(work, 'report'), 0);
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(server.url, { waitUntil: 'networkidle' });
  await page.screenshot({ path: join(images, 'report.png') });

  const markdown = readFileSync(join(work, 'comment.md'), 'utf8');
  const html = await marked(markdown.replaceAll('❌', '<span style="color:#d1242f">✖</span>'), {
    gfm: true,
    breaks: true,
  });
  await page.goto('about:blank');
  await page.setViewportSize({ width: 880, height: 800 });
  await page.setContent(
    `<style>${LOOKS_LIKE_GITHUB}</style><article><header><b>github-actions</b> bot commented</header>${html}</article>`,
  );
  // the first suggested test unfolded, as a reader would look at it: the one that says what it kills or covers
  await page
    .locator('details', { has: page.locator('summary', { hasText: /kills|covers/ }) })
    .first()
    .evaluate((details) => details.setAttribute('open', ''));
  await page.locator('article').screenshot({ path: join(images, 'comment.png') });
} finally {
  await browser.close();
  await server.close();
}
