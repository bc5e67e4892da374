import type { Clock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { Method } from '../gateway/method.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import { shopById } from '../shops.ts';
import type { App, Shop } from '../shops.ts';
import type { State } from '../state/state.ts';
import type { Identities } from '../vacation/identities.ts';
import { tmcAdministrationMethods } from './administration.ts';
import { createChannel } from './channel.ts';
import type { Channel } from './channel.ts';
import { tmcPullMethods } from './methods.ts';
import { createPublisher } from './publisher.ts';
import type { Publisher } from './publisher.ts';
import { createPushServer } from './push.ts';
import type { PushServer } from './push.ts';
import { createQueue } from './queue.ts';
import type { Departure, KeptMessage, QueueTimes, TmcMessage } from './queue.ts';

/** About five minutes and 24 hours are the platform's; when a failed message comes again is not documented. */
const QUEUE_TIMES: QueueTimes = { unconfirmed: 5 * 60_000, failed: 10_000, retention: 24 * 3_600_000 };

/** The message channel of the sandbox: publishing, push, pull and administration. */
export interface TmcRoom {
  readonly publish: Publisher;
  readonly push: PushServer;
  readonly methods: readonly Method[];
}

/** The channels of every application as the run before left them; every new seller is switched on for all topics. */
export function createTmcRoom(context: {
  clock: Clock;
  random: Random;
  ledger: Ledger;
  faults: Faults;
  apps: readonly App[];
  shops: readonly Shop[];
  /** Those of the shops that no earlier run knew. */
  newShops: readonly Shop[];
  state: State;
  times: Partial<QueueTimes>;
  identities: Identities;
  hasSession: (shop: Shop) => boolean;
}): TmcRoom {
  const { clock, random, ledger, faults, apps, shops, newShops, state, identities, hasSession } = context;
  const times = { ...QUEUE_TIMES, ...context.times };
  const shelf = state.shelf<KeptMessage>('message');
  const onGone = (message: TmcMessage, why: Departure): void => recordDeparture(ledger, message, why);
  const newQueue = (group: string) => createQueue({ group, clock, times, shelf, onGone });
  const channels = new Map(apps.map((app) => [app.key, createChannel(app, newQueue, state.shelf('channel'))]));
  for (const shop of newShops) channels.get(shop.app.key)?.permit(shop.nick, undefined);
  for (const [id, { group, shop: shopId, handedOut, ...message }] of shelf.left()) {
    const shop = shopById(shops, shopId);
    const delivery = { message: { ...message, id: Number(id), shop }, retried: handedOut };
    channels.get(shop.app.key)?.group(group)?.restore(delivery);
  }

  const findChannel = (key: string): Channel | undefined => channels.get(key);
  const channelOf = (key: string): Channel => {
    const channel = findChannel(key);
    if (!channel) throw new Error(`application ${key} has no channel`);
    return channel;
  };
  const tokens = random.fork('tokens');

  return {
    publish: createPublisher({
      clock,
      ledger,
      faults,
      random: random.fork('faults'),
      identities,
      shops,
      shelf: state.shelf('held-message'),
      channelOf: findChannel,
    }),
    push: createPushServer({
      clock,
      random: random.fork('push'),
      channelOf: findChannel,
      gzipRate: () => faults.settings().messages.gzip,
    }),
    methods: [
      ...tmcPullMethods({ channelOf, token: () => tokens.digits(32) }),
      ...tmcAdministrationMethods({ clock, shops, channelOf, hasSession }),
    ],
  };
}

function recordDeparture(ledger: Ledger, { shop, order, topic, dataId }: TmcMessage, why: Departure): void {
  ledger.append({
    kind: 'message',
    shop: shop.id,
    order,
    subOrder: null,
    what: topic,
    from: dataId,
    to: why,
    cause: why === 'confirmed' ? 'merchant' : 'platform',
  });
}
