import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '@qitops/model';

/**
 * The built shell of the site: beside a bundle as `site/`, in the source tree at `site/dist`.
 * @throws UserError when it is not built.
 */
export function shellFolder(): string {
  const candidates = [
    join(dirname(process.argv[1] ?? '.'), 'site'),
    join(import.meta.dirname, '../../../site/dist'),
  ];
  const found = candidates.find((folder) => existsSync(join(folder, 'index.html')));
  if (found) return found;
  throw new UserError({
    what: "the report's pages are not built",
    where: candidates.at(-1),
    remedy: 'run `npm run build`',
  });
}
