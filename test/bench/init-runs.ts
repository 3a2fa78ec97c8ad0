/** A repository whose first comment is compared with what its own runner says. */
export interface InitRun {
  repository: string;
  /** Commit of the clone; absent = any. */
  sha?: string;
  stack: string;
  /** File that the pull request adds a function to. */
  changed: string;
  /** Its own test command, as people run it there; a job each where it has several. */
  direct: { run: string; cwd?: string; job?: string }[];
  variables?: Record<string, string>;
  /** Whether the runner can give coverage with what the repository has. */
  coverage: boolean;
  /** What stood in for tools and registries that the machine did not have; null = nothing did. */
  standIn: string | null;
  /** Whether the first comment was right when this was written. */
  right: boolean;
}

/** As it was seen. */
export const INIT_RUNS: InitRun[] = [
  {
    repository: 'unjs/ufo',
    stack: 'library, Vitest, pnpm',
    changed: 'src/utils.ts',
    direct: [{ run: 'npx vitest run --typecheck' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'ixartz/Next-js-Boilerplate',
    stack: 'Next.js application, Vitest in a browser',
    changed: 'src/utils/Helpers.ts',
    direct: [{ run: 'npm test' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'brocoders/nestjs-boilerplate',
    stack: 'NestJS application, Jest',
    changed: 'src/utils/deep-resolver.ts',
    direct: [{ run: 'npm test' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'hagopj13/node-express-boilerplate',
    stack: 'Express application, Jest, yarn',
    changed: 'src/utils/pick.js',
    direct: [{ run: 'yarn test' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'joaopaulomoraes/reactjs-vite-tailwindcss-boilerplate',
    stack: 'Vite React application, Vitest, pnpm',
    changed: 'src/components/Avatar/index.tsx',
    direct: [{ run: 'pnpm exec vitest run' }],
    coverage: false,
    standIn: null,
    right: false,
  },
  {
    repository: 'vuejs/pinia',
    stack: 'pnpm monorepo, Vitest',
    changed: 'packages/pinia/src/subscriptions.ts',
    direct: [{ run: 'pnpm exec vitest run' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'changesets/changesets',
    stack: 'pnpm monorepo, Vitest',
    changed: 'packages/errors/src/index.ts',
    direct: [{ run: 'pnpm test --run' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'jaredpalmer/formik',
    stack: 'yarn workspaces with turbo, Jest',
    changed: 'packages/formik/src/utils.ts',
    direct: [{ run: 'yarn test' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'typestack/class-transformer',
    stack: 'library, Jest',
    changed: 'src/utils/is-promise.util.ts',
    direct: [{ run: 'npm test' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'auth0/node-jsonwebtoken',
    stack: 'library, Mocha',
    changed: 'lib/timespan.js',
    direct: [{ run: 'npx mocha' }],
    coverage: true,
    standIn: null,
    right: false,
  },
  {
    repository: 'tj/commander.js',
    stack: 'library, node:test',
    changed: 'lib/suggestSimilar.js',
    direct: [{ run: 'npm test' }],
    coverage: false,
    standIn: null,
    right: false,
  },
  {
    repository: 'fastify/secure-json-parse',
    stack: 'library, tape',
    changed: 'index.js',
    direct: [{ run: 'npm run test:unit' }],
    coverage: false,
    standIn: null,
    right: false,
  },
];
