#!/usr/bin/env node
import { buildProgram } from './program.ts';

// Output that nobody reads any more (`qitops … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await buildProgram(process).parseAsync(process.argv);
