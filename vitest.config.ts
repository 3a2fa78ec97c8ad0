import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/closing-line.ts';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'actions/**/*.test.ts', 'site/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.build/**', '**/dist/**', '**/.work/**'],
    reporters: ['default', new ClosingLine()],
    globalSetup: ['test/temporary-folder.ts'],
    setupFiles: ['test/fast-check-seed.ts'],
    // the machine of the smallest CI has two cores, and many tests start processes of their own
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
