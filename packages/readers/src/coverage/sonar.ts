import { readXml } from '../xml.ts';
import { FileColumns } from './columns.ts';
import type { CoverageFormat } from './format.ts';
import { reportPath } from './report-path.ts';

/** SonarQube's generic test coverage. */
export const sonar: CoverageFormat = {
  id: 'sonar-generic',
  title: 'Sonar generic coverage',
  sniff: (head) =>
    head.root?.name === 'coverage' &&
    (head.elements.has('lineToCover') ||
      (head.root.attributes.get('version') === '1' && head.elements.has('file'))) &&
    !head.elements.has('packages'),
  async read(source, sink) {
    const columns = new FileColumns();
    let path: string | null = null;
    await readXml(
      source,
      {
        open(name, attributes) {
          if (name === 'file') path = reportPath(attributes.path ?? '');
          else if (name === 'lineToCover') {
            const line = Number(attributes.lineNumber);
            if (!(line > 0)) return undefined;
            columns.line(line, /^(?:true|1)$/i.test(attributes.covered ?? '') ? 1 : 0);
            const total = Number(attributes.branchesToCover) || 0;
            if (!columns.armCounts(line, Number(attributes.coveredBranches) || 0, total)) {
              sink.partial(`line ${line} of ${path} claims ${total} branches: passed over`);
            }
          }
          return undefined;
        },
        close(name) {
          if (name !== 'file' || path === null) return;
          sink.file(columns.build(path));
          path = null;
        },
      },
      sink.warning,
    );
  },
};
