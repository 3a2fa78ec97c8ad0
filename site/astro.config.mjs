import { fileURLToPath } from 'node:url';
import { defineConfig } from 'astro/config';
import { buildPortable } from './build-portable.ts';

/** The one-file report is built from the same sources, so every build of the shell has it. */
const portable = {
  name: 'portable-report',
  hooks: {
    'astro:build:done': ({ dir }) => buildPortable(import.meta.dirname, fileURLToPath(dir)),
  },
};

/** Everything is relative and nothing is inline, so that one build serves any repository under any path. */
export default defineConfig({
  output: 'static',
  build: { format: 'file', assets: 'a', assetsPrefix: '.', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  prefetch: false,
  markdown: { syntaxHighlight: false },
  integrations: [portable],
  vite: { build: { assetsInlineLimit: 0 } },
  security: {
    csp: {
      directives: [
        "default-src 'none'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
      ],
    },
  },
});
