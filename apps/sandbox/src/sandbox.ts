import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stoppable, systemClock } from './clock.ts';
import type { Clock, ManualClock } from './clock.ts';
import { createControl } from './control/control.ts';
import type { Control } from './control/control.ts';
import { createControlHttp } from './control/http.ts';
import { createFaults } from './faults/faults.ts';
import { createGateway } from './gateway/gateway.ts';
import { createLedger } from './ledger.ts';
import { createOAuthHttp } from './oauth/http.ts';
import { createCodes } from './oauth/codes.ts';
import { tokenMethods } from './oauth/methods.ts';
import { createSessions } from './oauth/sessions.ts';
import { seededRandom } from './random.ts';
import { DEMO_APP, DEMO_SHOPS } from './shops.ts';
import type { App, Shop } from './shops.ts';
import { tmcAdministrationMethods } from './tmc/administration.ts';
import { createChannel } from './tmc/channel.ts';
import type { Channel } from './tmc/channel.ts';
import { tmcPullMethods } from './tmc/methods.ts';
import { createPublisher } from './tmc/publisher.ts';
import { createPushServer } from './tmc/push.ts';
import { createQueue } from './tmc/queue.ts';
import type { QueueTimes } from './tmc/queue.ts';
import { createFlow, DEFAULT_FLOW } from './vacation/flow.ts';
import type { FlowSettings } from './vacation/flow.ts';
import { createIdentities } from './vacation/identities.ts';
import { createVacationRoom } from './vacation/room.ts';

/** How a sandbox is to run; everything has a default. */
export interface SandboxOptions {
  /** Default: the machine's clock. Pass `manualClock()` to own time. */
  readonly clock?: Clock | ManualClock;
  /** Decides orders, people, session keys and faults. Default 1. */
  readonly seed?: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** True lets buyers play from the start. Default false: only what the control API does happens. */
  readonly autoplay?: boolean;
  readonly flow?: Partial<Omit<FlowSettings, 'running'>>;
  readonly shops?: readonly Shop[];
  /** Message times in milliseconds. Default: unconfirmed 5 min, failed 10 s, retention 24 h. */
  readonly queueTimes?: Partial<QueueTimes>;
  /** How long after payment or confirmation the platform delivers by itself, in milliseconds. Default 0: at once. */
  readonly autoDeliveryMs?: number;
}

/** A running Fliggy. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`: OAuth and control API live below it. */
  readonly url: string;
  readonly gatewayUrl: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly tmcUrl: string;
  readonly port: number;
  readonly app: App;
  readonly clock: Clock;
  /** The operations of the control API as functions. */
  readonly control: Control;
  /** Stops serving, cuts every connection and drops all timers. */
  close(): Promise<void>;
}

const QUEUE_TIMES: QueueTimes = { unconfirmed: 5 * 60_000, failed: 10_000, retention: 24 * 3_600_000 };

/** Starts a sandbox. Rejects when the port cannot be had. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const given = options.clock ?? systemClock();
  const clock = stoppable(given);
  const random = seededRandom(options.seed ?? 1);
  const shops = options.shops ?? DEMO_SHOPS;
  const apps = [...new Map(shops.map(({ app }) => [app.key, app])).values()];
  const ledger = createLedger(clock);
  const faults = createFaults(clock, random.fork('call faults'));
  const identities = createIdentities(clock.now());
  const sessions = createSessions(clock, random.fork('sessions'));
  const codes = createCodes(clock, random.fork('codes'));

  const times = { ...QUEUE_TIMES, ...options.queueTimes };
  const channels = new Map(
    apps.map((app) => [app.key, createChannel(app, (group) => createQueue(group, clock, times, () => undefined))]),
  );
  for (const shop of shops) {
    channels.get(shop.app.key)?.permit(shop.nick, undefined);
    sessions.issue(shop);
  }
  const publish = createPublisher({
    clock,
    ledger,
    faults,
    random: random.fork('message faults'),
    nextMessage: identities.nextMessage,
    channelOf: (key) => channels.get(key),
  });
  const push = createPushServer({
    clock,
    random: random.fork('push'),
    channelOf: (key) => channels.get(key),
    produce: () => undefined,
    gzipRate: () => faults.settings().messages.gzip,
  });
  const room = createVacationRoom({
    clock,
    random: random.fork('vacation'),
    ledger,
    identities,
    shops,
    publish,
    autoDeliveryMs: options.autoDeliveryMs ?? 0,
  });
  const flow = createFlow({
    clock,
    random: random.fork('flow'),
    room,
    shops,
    initial: {
      ...DEFAULT_FLOW,
      shops: shops.slice(0, 1).map(({ id }) => id),
      ...options.flow,
      running: options.autoplay ?? false,
    },
  });
  const channelOf = (key: string): Channel => {
    const channel = channels.get(key);
    if (!channel) throw new Error(`application ${key} has no channel`);
    return channel;
  };
  const tokens = random.fork('tmc tokens');
  const gateway = createGateway({
    clock,
    apps,
    sessions,
    faults,
    methods: [
      ...room.methods,
      ...tokenMethods({ codes, sessions, clock }),
      ...tmcPullMethods({ channelOf, token: () => tokens.digits(32) }),
      ...tmcAdministrationMethods({
        clock,
        shops,
        channelOf,
        hasSession: (shop) => sessions.current(shop) !== undefined,
        produce: () => undefined,
      }),
    ],
  });
  const control = createControl({
    clock,
    manual: isManual(given) ? given : undefined,
    shops,
    sessions,
    room,
    faults,
    flow,
    ledger,
    push,
  });
  const oauth = createOAuthHttp({ apps, shops, codes, sessions, clock });
  const controlHttp = createControlHttp(control, () => ({
    about: 'A Fliggy to run against. Orders, messages, OAuth and faults; nothing here is real.',
    app: DEMO_APP,
    addresses: addresses(port),
    now: new Date(clock.now()).toISOString(),
    shops: control.shops(),
  }));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
    if (path === '/router/rest') return gateway(request, response);
    if (path === '/authorize' || path === '/token') return oauth(request, response);
    if (path === '/sandbox' || path.startsWith('/sandbox/')) return controlHttp(request, response);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('nothing here; GET /sandbox says what there is\n');
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`the sandbox failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/' || request.url?.startsWith('/?')) push.upgrade(request, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    ...addresses(port),
    port,
    app: DEMO_APP,
    clock,
    control,
    async close() {
      clock.stop();
      push.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function isManual(clock: Clock | ManualClock): clock is ManualClock {
  return 'advance' in clock;
}

function addresses(port: number): Pick<Sandbox, 'url' | 'gatewayUrl' | 'authorizeUrl' | 'tokenUrl' | 'tmcUrl'> {
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    gatewayUrl: `${url}/router/rest`,
    authorizeUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    tmcUrl: `ws://127.0.0.1:${port}/`,
  };
}
