import { readdirSync } from 'node:fs';

/**
 * Runs the benchmarks in this folder: every file that exports `run()`, or those whose name begins with the
 * argument. What a benchmark promises is a ratio within one run; it throws when the promise is broken.
 */
const wanted = process.argv[2] ?? '';
const files = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && name !== 'main.ts' && name.startsWith(wanted))
  .sort();

let failed = 0;
let ran = 0;
for (const file of files) {
  const module = (await import(`./${file}`)) as { run?: () => Promise<void> };
  if (!module.run) continue;
  ran += 1;
  console.log(`# ${file.replace(/\.ts$/, '')}`);
  try {
    await module.run();
  } catch (error) {
    failed += 1;
    console.error(error instanceof Error ? error.message : String(error));
  }
}
if (ran === 0) {
  console.error(`no benchmark is called "${wanted}". There are: ${files.join(', ')}`);
  process.exitCode = 2;
} else if (failed > 0) process.exitCode = 1;
