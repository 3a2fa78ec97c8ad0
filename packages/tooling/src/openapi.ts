import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './layout.ts';
import { prune } from './prune-openapi.ts';

// Renews test/github/openapi.json: GitHub's own description of the operations that the local GitHub answers.
const PACKAGE = '@octokit/openapi';
const VERSION = '23.0.2';

const OPERATIONS = [
  'issues/list-comments',
  'issues/create-comment',
  'issues/get-comment',
  'issues/update-comment',
  'issues/delete-comment',
  'issues/list-for-repo',
  'issues/create',
  'issues/update',
  'pulls/get',
  'pulls/list',
  'pulls/create',
  'pulls/update',
  'repos/get',
  'repos/list-for-org',
  'repos/list-for-user',
  'repos/get-pages',
  'repos/get-collaborator-permission-level',
  'users/get-authenticated',
  'git/get-ref',
  'git/create-ref',
  'git/update-ref',
  'git/delete-ref',
  'git/list-matching-refs',
  'repos/download-tarball-archive',
  'git/get-commit',
  'git/create-commit',
  'git/get-tree',
  'git/create-tree',
  'git/get-blob',
  'repos/get-content',
  'git/create-blob',
  'checks/create',
  'checks/update',
  'checks/list-for-ref',
  'checks/list-annotations',
  'actions/get-workflow-run',
  'actions/list-workflow-run-artifacts',
  'actions/download-artifact',
  'actions/list-artifacts-for-repo',
  'actions/re-run-workflow',
];

const folder = mkdtempSync(join(tmpdir(), 'qitops-openapi-'));
try {
  const shell = process.platform === 'win32';
  execFileSync('npm', ['pack', `${PACKAGE}@${VERSION}`, '--silent'], { cwd: folder, shell });
  const tarball = `octokit-openapi-${VERSION}.tgz`;
  execFileSync('tar', ['-xzf', tarball, 'package/generated/api.github.com.json'], { cwd: folder });
  const whole = JSON.parse(readFileSync(join(folder, 'package/generated/api.github.com.json'), 'utf8'));
  const description = {
    'x-source': `${PACKAGE} ${VERSION}, generated/api.github.com.json (MIT), cut down by packages/tooling/src/openapi.ts`,
    ...prune(whole, OPERATIONS),
  };
  writeFileSync(join(ROOT, 'test/github/openapi.json'), `${JSON.stringify(description, null, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
