import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** One configuration for every package; each `vitest.config.ts` re-exports this or `withDatabase`. */
const shared = defineConfig({
  resolve: {
    conditions: ['source'],
    // Vite would take the `.mjs` of graphql 16 where Node takes the `.js`, and graphql refuses to be there twice.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: [here('./vitest.setup.ts')],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test-report.json' },
    passWithNoTests: false,
  },
});

export default shared;

/** For packages whose tests call `createTestDatabase`: one PostgreSQL for the run, that of `DATABASE_URL` if it is set. */
export const withDatabase = mergeConfig(shared, {
  test: { globalSetup: [here('./packages/postgres/src/testing/global-setup.ts')] },
});
