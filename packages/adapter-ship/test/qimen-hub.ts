import { createManualClock, createTestHub } from '@interline/adapter-testing';
import type { ManualClock, TestHub } from '@interline/adapter-testing';
import type { AnyAdapter, CallAnswer, Dossiers, InboundCall, ShopIdentity } from '@interline/core';
import { answerCall, shopDossiers } from '@interline/core/hub';
import { formatTopTime, parseTopJson, signInboundCall } from '@interline/top-client/codec';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

import { CHANNEL } from '../src/channel.ts';
import type { ShipConfig } from '../src/config.ts';
import ship from '../src/index.ts';

/** A flat answer. */
export type Answer = Readonly<Record<string, unknown>>;

/** How a call differs from an ordinary one. */
export interface CallChanges {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the content as JSON. */
  readonly body?: string | Uint8Array;
  /** Changes the call after it was signed. */
  readonly tamper?: (call: InboundCall) => InboundCall;
  readonly shop?: string;
  readonly secret?: string;
}

/** A hub whose shop is called by Fliggy. Its clock stands still; it may be waited for that somebody waits. */
export interface QimenHub {
  readonly hub: TestHub;
  readonly shop: ShopIdentity;
  readonly dossiers: Dossiers;
  /** Signs a call as Fliggy does, with a time of its own. */
  sign(method: string, content: object, changes?: CallChanges): InboundCall;
  /** @param how to another address than the shop's id; or so that the caller is cut off before the answer */
  deliver(call: InboundCall, how?: { readonly to?: string | undefined; readonly cut?: boolean }): Promise<CallAnswer>;
  /** Signs, delivers, and reads the answer. */
  call(method: string, content: object, changes?: CallChanges): Promise<Answer>;
  /** Resolves when something waits for as long as this; or, without it, for less than a second, and says how long. */
  waits(ms?: number): Promise<number>;
  /** The order as the hub has it. */
  order(reference: string): Promise<StoredOrder>;
  /** How many rows of orders, their dossiers and events the hub has. */
  rows(): Promise<string>;
  close(): Promise<void>;
}

/** What tests look at of an order. */
export interface StoredOrder {
  readonly status: string;
  readonly channelStatus: string;
  readonly anomalies: readonly { readonly code: string; readonly path: string; readonly value: string }[];
}

const SECRET = 'qimen-secret';

export async function openQimenHub(settings: Partial<z.input<typeof ShipConfig>> = {}): Promise<QimenHub> {
  const { clock, waits } = watchedClock();
  const app = { gatewayUrl: 'http://127.0.0.1:9/router/rest', messages: 'pull', appKey: '12345678', appSecret: SECRET };
  const hub = await createTestHub({
    channels: [{ adapter: ship as AnyAdapter, config: { ...app, ...settings } }],
    clock,
  });
  const shop = await hub.addShop({
    channel: CHANNEL,
    accountId: '2200612345678',
    accountNick: 'ferry-line',
    accessToken: 'session',
  });
  let calls = 0;

  const sign = (method: string, content: object, changes: CallChanges = {}): InboundCall => {
    calls += 1;
    const parameters = {
      method,
      app_key: app.appKey,
      timestamp: formatTopTime(clock.now()),
      format: 'json',
      v: '2.0',
      sign_method: 'md5',
      attempt: String(calls),
      ...changes.parameters,
    };
    const unsigned = {
      query: new URLSearchParams(parameters).toString(),
      headers: { 'content-type': 'application/json;charset=UTF-8', ...changes.headers },
      body: Buffer.from(changes.body ?? JSON.stringify(content)),
    };
    const query = new URLSearchParams({ ...parameters, sign: signInboundCall(unsigned, changes.secret ?? SECRET) });
    const call = {
      ...unsigned,
      method: 'POST',
      query: query.toString(),
      address: '127.0.0.1',
      receivedAt: clock.now(),
    };
    return changes.tamper ? changes.tamper(call) : call;
  };
  const deliver: QimenHub['deliver'] = async (call, { to = shop.id, cut = false } = {}) => {
    const addressed = { path: 'qimen', shop: to, call };
    const { delivered, ...answer } = await answerCall(hub.context, addressed, new AbortController().signal);
    if (!cut) await delivered();
    return answer;
  };

  return {
    hub,
    shop,
    dossiers: shopDossiers(hub.context, shop, 'MANUAL'),
    sign,
    deliver,
    async call(method, content, changes = {}) {
      return read(await deliver(sign(method, content, changes), { to: changes.shop }));
    },
    waits,
    async order(reference) {
      const [order] = await hub.database.query<StoredOrder>(
        {
          name: 'test.ship_order',
          text: `select status, channel_status as "channelStatus", anomalies from interline.orders where reference = $1`,
        },
        [reference],
      );
      if (!order) throw new Error(`the hub has no order ${reference}`);
      return order;
    },
    async rows() {
      const counts = ['orders', 'item', 'ticket', 'refund', 'dossier_entry', 'order_event', 'message'].map(
        (table) => `(select count(*) from interline.${table})`,
      );
      const text = `select concat_ws(' ', ${counts.join(', ')}) as rows`;
      const [row] = await hub.database.query<{ readonly rows: string }>({ name: 'test.rows', text });
      return row?.rows ?? '';
    },
    close: () => hub.close(),
  };
}

/** Reads a flat answer in JSON, or in XML, where every value is text. */
export function read({ status, headers, body }: CallAnswer): Answer {
  const { 'content-type': type } = headers;
  if (status !== 200) throw new Error(`HTTP ${status}`);
  if (type === 'application/json;charset=UTF-8') return z.record(z.string(), z.unknown()).parse(parseTopJson(body));
  if (type !== 'text/xml;charset=UTF-8') throw new Error(`the answer is ${type}`);
  return z.object({ response: z.record(z.string(), z.unknown()) }).parse(xml.parse(body)).response;
}

const xml = new XMLParser({ parseTagValue: false });

function watchedClock(): { readonly clock: ManualClock; readonly waits: QimenHub['waits'] } {
  const clock = createManualClock();
  const seen: number[] = [];
  const changed = new Set<() => void>();
  return {
    clock: {
      ...clock,
      schedule(delayMs, task) {
        seen.push(delayMs);
        const cancel = clock.schedule(delayMs, task);
        for (const told of changed) told();
        return cancel;
      },
    },
    async waits(ms) {
      for (;;) {
        const index = seen.findIndex((each) => (ms === undefined ? each < 1_000 : each === ms));
        const [found] = index < 0 ? [] : seen.splice(index, 1);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          changed.add(resolve);
        });
      }
    },
  };
}
