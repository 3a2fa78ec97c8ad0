import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'actions/**/*.test.ts', 'site/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.build/**', '**/dist/**', '**/.work/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
