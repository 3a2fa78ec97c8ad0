import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { generatedFiles } from './contract-files.ts';
import { ROOT } from './layout.ts';

// Writes what comes from the contracts; with --check it only says what differs and exits 1.
const check = process.argv.includes('--check');
const stale = (await generatedFiles()).filter((file) => file.current !== file.wanted);
for (const file of stale) {
  const path = relative(ROOT, file.path).replaceAll('\\', '/');
  if (check) {
    process.stderr.write(`${path} differs from its contract. Fix: npm run contracts\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file.path, file.wanted);
    process.stdout.write(`${path} written\n`);
  }
}
