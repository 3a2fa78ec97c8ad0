import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds `report.template.html`: one page with its style and script inside, because browsers load no module from
 * a file. The policy names both by their hash; nothing else may run or load.
 */
export async function buildPortable(site: string, out: string): Promise<void> {
  const result = await build({
    root: site,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      emptyOutDir: false,
      cssCodeSplit: false,
      lib: { entry: join(site, 'src/portable/main.ts'), formats: ['iife'], name: 'qitopsReport' },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) =>
    'output' in part ? part.output : [],
  );
  const script = outputs.find((file) => file.type === 'chunk')?.code.trim();
  const style = outputs.find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
  if (!script || style?.type !== 'asset')
    throw new Error('the one-file report was built without script or style');
  if (/<\/script|<!--/i.test(script)) throw new Error('the script would end its own element');
  const css = String(style.source).trim();

  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(css)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

  writeFileSync(
    join(out, 'report.template.html'),
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title><!--qitops:title--></title>
<style>${css}</style>
</head>
<body>
<main><noscript><!--qitops:noscript--></noscript><div id="page"></div></main>
<script type="application/json" id="qitops-data"><!--qitops:data--></script>
<script>${script}</script>
</body>
</html>
`,
  );
}
