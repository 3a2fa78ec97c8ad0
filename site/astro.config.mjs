import { defineConfig } from 'astro/config';

/** Everything is relative and nothing is inline, so that one build serves any repository under any path. */
export default defineConfig({
  output: 'static',
  build: { format: 'file', assets: 'a', assetsPrefix: '.', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  prefetch: false,
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
