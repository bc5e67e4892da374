// A process: PostGraphile 5 with its default preset on the hub's tables.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'postgraphile/utils';
import { databaseUrl, POOL_SIZE, serverPort } from './environment.ts';

process.once('SIGTERM', () => process.exit(0));

/** The core keeps no foreign key from a traveller to its item; PostGraphile needs to know of it. */
const relations = jsonPgSmartTags({
  version: 1,
  config: { class: { 'interline.traveller': { tags: { foreignKey: '(item_id) references interline.item (id)' } } } },
});

const served = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  disablePlugins: ['NodePlugin', 'PgIndexBehaviorsPlugin'],
  pgServices: [
    makePgService({
      connectionString: databaseUrl(),
      schemas: ['interline'],
      poolConfig: { max: POOL_SIZE, idleTimeoutMillis: 0 },
    }),
  ],
  schema: { defaultBehavior: '+list +connection' },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
  grafast: { explain: false },
}).createServ(grafserv);

const server = createServer();
await served.addTo(server);
server.listen(serverPort(), '127.0.0.1', () => console.log('ready'));
