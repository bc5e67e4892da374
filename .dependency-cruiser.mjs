/**
 * The arrows of docs/architecture.md, enforced. `scripts/check-arrows.mjs` runs this and also fails
 * when fewer modules than expected were seen, so that a broken parser cannot pass as a clean house.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const rooms = {
  core: 'packages/core/src',
  postgres: 'packages/postgres/src',
  schema: 'packages/schema/src',
  topClient: 'packages/top-client/src',
  adapters: 'packages/adapter-(?!testing)[^/]+/src',
  testing: 'packages/adapter-testing/src',
  api: 'apps/api/src',
  sandbox: 'apps/sandbox/src',
  demo: 'apps/demo/src',
};

/** Modules of `from` may import, of our own rooms, nothing but themselves and `allowed`. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}` },
  to: { path: '^(packages|apps)/[^/]+/', pathNot: [from, ...allowed].map((room) => `^${room}`) },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: { path: '/src/' }, to: { couldNotResolve: true } },
    only('core-alone', rooms.core, [], 'The core knows no other room.'),
    only('postgres-alone', rooms.postgres, [], 'The PostgreSQL package knows nothing of orders.'),
    only('top-client-alone', rooms.topClient, [], 'A client of one platform, useful without Interline.'),
    only('schema-over-core', rooms.schema, [rooms.core], 'The schema stands on the core.'),
    only(
      'adapters-as-partners',
      'packages/adapter-(?!testing)[^/]+/src',
      [rooms.core, rooms.schema, rooms.topClient],
      'First-party adapters import only what a partner could import.',
    ),
    {
      name: 'adapters-by-contract',
      comment: 'What an adapter is written against is the index of the core, not its hub.',
      severity: 'error',
      from: { path: '^packages/adapter-(?!testing)[^/]+/src' },
      to: { path: '^packages/core/src/(?!index\\.ts$)' },
    },
    {
      name: 'adapters-apart',
      comment: 'Adapters never see each other.',
      severity: 'error',
      from: { path: '^packages/adapter-(?!testing)([^/]+)/' },
      to: { path: '^packages/adapter-(?!testing)[^/]+/', pathNot: '^packages/adapter-$1/' },
    },
    only('testing-kit', rooms.testing, [rooms.core, rooms.schema, rooms.postgres], 'What partners run.'),
    only(
      'hub-composes',
      rooms.api,
      [
        rooms.core,
        rooms.postgres,
        rooms.schema,
        rooms.topClient,
        'packages/adapter-(?!testing)[^/]+/src',
        'apps/api/interline\\.config\\.ts$',
      ],
      'The hub process composes everything but the test kit and the sandbox.',
    ),
    only(
      'sandbox-codecs',
      rooms.sandbox,
      ['packages/top-client/src/codec/', 'packages/adapter-(flight|ship)/src/wire\\.ts$'],
      'The sandbox shares codecs with the client, and the tables of names of flights and ships, many of which no document gives.',
    ),
    only('demo-outside', rooms.demo, [], 'The demo is a client of two processes.'),
    {
      name: 'core-pure',
      comment: 'The core sees no GraphQL, HTTP, driver or container.',
      severity: 'error',
      from: { path: `^${rooms.core}` },
      to: {
        path: 'node_modules/(graphql|@pothos|graphql-yoga|graphql-ws|undici|ws|pg|@mikro-orm/(?!core)|tsyringe|reflect-metadata)|^(node:)?https?$|^(node:)?net$',
      },
    },
    {
      name: 'container-in-one-file',
      comment: 'tsyringe lives in one file.',
      severity: 'error',
      from: { pathNot: '^apps/api/src/container\\.ts$' },
      to: { path: 'node_modules/(tsyringe|reflect-metadata)' },
    },
    {
      name: 'sources-not-tests',
      severity: 'error',
      from: { path: '/src/' },
      to: { path: '^(packages|apps)/[^/]+/(test|bench)/' },
    },
    {
      name: 'own-index',
      comment: 'A package does not import its own index.',
      severity: 'error',
      from: { path: '^((?:packages|apps)/[^/]+)/src/', pathNot: '/src/(index|main)\\.ts$' },
      to: { path: '^$1/src/index\\.ts$' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.turbo)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
  },
};
