import { FLIGHT_NAMES } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import { SHIP_NAMES } from '@interline/adapter-ship/wire';
import type { ShipNames } from '@interline/adapter-ship/wire';
import { stoppable, systemClock } from './clock.ts';
import type { Clock, ManualClock } from './clock.ts';
import { createControl } from './control/control.ts';
import type { Control } from './control/control.ts';
import { createControlHttp } from './control/http.ts';
import { createFaults } from './faults/faults.ts';
import { createFlightControl } from './flight/control/control.ts';
import { createFlightRoom } from './flight/room.ts';
import type { FlightSettingsInput } from './flight/settings.ts';
import { createGateway } from './gateway/gateway.ts';
import { listen } from './http/listen.ts';
import { createLedger } from './ledger.ts';
import { createOAuthRoom } from './oauth/room.ts';
import { seededRandom } from './random.ts';
import type { Random } from './random.ts';
import { createShipControl } from './ship/control/control.ts';
import { DEMO_RESERVATION_SECRET } from './ship/reservations/http.ts';
import { createShipRoom } from './ship/room.ts';
import type { ShipSettingsInput } from './ship/settings.ts';
import { DEMO_APP, DEMO_SHOPS, keepShop, openShops } from './shops.ts';
import type { App, KeptShop, Shop } from './shops.ts';
import { openStateFile } from './state/state-file.ts';
import { noState } from './state/state.ts';
import type { State } from './state/state.ts';
import type { QueueTimes } from './tmc/queue.ts';
import { createTmcRoom } from './tmc/room.ts';
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
  /** How the flight channel behaves at first, and the names that it speaks. */
  readonly flight?: FlightSettingsInput & { readonly names?: FlightNames };
  /** How the ship channel behaves at first, whom it calls, the names that it speaks. */
  readonly ship?: ShipSettingsInput & {
    readonly names?: ShipNames;
    /** Standard Webhooks secret of the questions to the reservation system. Default {@link DEMO_RESERVATION_SECRET}. */
    readonly reservationSecret?: string;
  };
  /** Message times in milliseconds. Default: unconfirmed 5 min, failed 10 s, retention 24 h. */
  readonly queueTimes?: Partial<QueueTimes>;
  /** How long after payment or confirmation the platform delivers by itself, in milliseconds. Default 0: at once. */
  readonly autoDeliveryMs?: number;
  /**
   * Where everything is kept for the next run: orders, ledger, sessions, unconfirmed messages, ids. Made when missing.
   * A sandbox on the file of an earlier one goes on where that stopped. Default: nothing is kept.
   */
  readonly stateFile?: string;
}

/** A running Fliggy. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`: OAuth and control API live below it. */
  readonly url: string;
  readonly gatewayUrl: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly tmcUrl: string;
  /** Where the reservation system of the ship shops takes questions. */
  readonly reservationsUrl: string;
  readonly port: number;
  readonly app: App;
  readonly clock: Clock;
  /** The operations of the control API as functions. */
  readonly control: Control;
  /** Stops serving, cuts every connection, drops all timers and writes what the next run needs. */
  close(): Promise<void>;
}

/**
 * Starts a sandbox. Rejects with Node's error (`EADDRINUSE`) when the port cannot be had, with file and remedy when the
 * state file cannot be used, and with field and remedy when the flow cannot run.
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const given = options.clock ?? systemClock();
  const clock = stoppable(given);
  const state = options.stateFile === undefined ? noState() : await openStateFile(options.stateFile, clock);
  try {
    return await start(options, { clock, manual: isManual(given) ? given : undefined, state });
  } catch (error) {
    clock.stop();
    state.close();
    throw error;
  }
}

async function start(
  options: SandboxOptions,
  { clock, manual, state }: { clock: ReturnType<typeof stoppable>; manual: ManualClock | undefined; state: State },
): Promise<Sandbox> {
  const random = randomOfRun(seededRandom(options.seed ?? 1), state);
  const shopShelf = state.shelf<KeptShop>('shop');
  const { shops, newShops } = openShops(options.shops ?? DEMO_SHOPS, shopShelf);
  const apps = [...new Map(shops.map(({ app }) => [app.key, app])).values()];
  const ledger = createLedger(clock, state.shelf('ledger'));
  const faults = createFaults(clock, random.fork('faults'));
  const identities = createIdentities(clock.now().getTime(), state.shelf('identities'));

  const oauth = createOAuthRoom({ clock, random: random.fork('oauth'), apps, shops, newShops, state });
  const { sessions } = oauth;
  const tmc = createTmcRoom({
    clock,
    random: random.fork('tmc'),
    ledger,
    faults,
    apps,
    shops,
    newShops,
    state,
    times: options.queueTimes ?? {},
    identities,
    hasSession: (shop) => sessions.current(shop) !== undefined,
  });
  const vacation = createVacationRoom({
    clock,
    random: random.fork('vacation'),
    ledger,
    identities,
    shops,
    publish: tmc.publish,
    autoDeliveryMs: options.autoDeliveryMs ?? 0,
    state,
  });
  const { names = FLIGHT_NAMES, ...settings } = options.flight ?? {};
  const flight = createFlightRoom({
    clock,
    // Not the run's: a later run must sell the same flights at the same prices.
    random: seededRandom(options.seed ?? 1).fork('flight'),
    ledger,
    identities,
    shops,
    publish: tmc.publish,
    names,
    settings,
    state,
  });
  const { names: shipNames = SHIP_NAMES, reservationSecret = DEMO_RESERVATION_SECRET, ...sailing } = options.ship ?? {};
  const ship = createShipRoom({
    clock,
    random: random.fork('ship'),
    ledger,
    identities,
    shops,
    faults,
    names: shipNames,
    settings: sailing,
    reservationSecret,
    state,
  });
  const flow = createFlow({
    clock,
    random: random.fork('flow'),
    room: vacation,
    shops,
    initial: {
      ...DEFAULT_FLOW,
      shops: shops
        .filter(({ channel }) => channel === 'vacation')
        .slice(0, 1)
        .map(({ id }) => id),
      ...options.flow,
      running: false,
    },
    shelf: state.shelf('play'),
  });
  const methods = [...vacation.methods, ...flight.methods, ...ship.methods, ...oauth.methods, ...tmc.methods];
  const control = createControl({
    clock,
    manual,
    shops,
    sessions,
    room: vacation,
    faults,
    flow,
    flight: createFlightControl(flight, shops),
    ship: createShipControl(ship, shops),
    ledger,
    push: tmc.push,
    methods: methods.map(({ name }) => name),
    calledMethods: Object.values(shipNames.method).filter((name) => name.startsWith('qimen.')),
    keepShop: (shop) => keepShop(shop, shopShelf),
  });
  // Refuses a flow that could not run before anything is served.
  control.setFlow(options.flow ?? {});

  const server = await listen({
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    routes: {
      gateway: createGateway({ clock, apps, sessions, faults, methods }),
      oauth: oauth.http,
      control: createControlHttp(control, describe),
      reservations: ship.reservationsHttp,
    },
    upgrade: tmc.push.upgrade,
  });
  if (options.autoplay) flow.set({ running: true });
  ship.play();

  function describe(): object {
    return {
      about: 'A Fliggy to run against: orders, messages, OAuth and faults. Nothing here is real.',
      app: DEMO_APP,
      addresses: addresses(server.port),
      reservationSecret,
      now: clock.now().toISOString(),
      shops: control.shops(),
      methods: methods.map(({ name }) => name),
    };
  }

  return {
    ...addresses(server.port),
    port: server.port,
    app: DEMO_APP,
    clock,
    control,
    async close() {
      clock.stop();
      tmc.push.close();
      await ship.close();
      await server.close();
      state.close();
    },
  };
}

/** The randomness of this run: a later run must not draw the session keys of the first again. */
function randomOfRun(random: Random, state: State): Random {
  const shelf = state.shelf<number>('run');
  const [, before = 0] = shelf.left()[0] ?? [];
  shelf.put('number', before + 1);
  return before === 0 ? random : random.fork(`run ${before + 1}`);
}

function isManual(clock: Clock | ManualClock): clock is ManualClock {
  return 'advance' in clock;
}

function addresses(
  port: number,
): Pick<Sandbox, 'url' | 'gatewayUrl' | 'authorizeUrl' | 'tokenUrl' | 'tmcUrl' | 'reservationsUrl'> {
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    gatewayUrl: `${url}/router/rest`,
    authorizeUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    tmcUrl: `ws://127.0.0.1:${port}/`,
    reservationsUrl: `${url}/reservations`,
  };
}
