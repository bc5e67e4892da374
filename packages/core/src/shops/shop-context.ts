import type { ShopContext, ShopIdentity, ShopSession } from '../contract/shop.ts';
import { shopDossiers } from '../dossiers/shop-dossiers.ts';
import type { HubContext } from '../hub-context.ts';
import { instantText } from '../instant-text.ts';
import { parkShop } from './park-shop.ts';
import { SealError } from '../privacy/seal.ts';
import { concealedSession, sessionPlace } from './shop-session.ts';
import { shopTokens } from './shop-tokens.ts';

const selectStatement = {
  name: 'shop.for_call',
  text: `select channel, name, account_id, account_nick, state, parked_code, parked_reason, session_sealed, session_expires_at
           from interline.shop
          where id = $1`,
};

interface ShopRow {
  readonly channel: string;
  readonly name: string;
  readonly account_id: string;
  readonly account_nick: string;
  readonly state: string;
  readonly parked_code: string | null;
  readonly parked_reason: string | null;
  readonly session_sealed: Buffer | null;
  readonly session_expires_at: Date | null;
}

/** A shop that must not be called for now. */
export interface ParkedShop {
  readonly kind: 'parked';
  readonly shopId: string;
  /** For example `SESSION_MISSING`, `SESSION_EXPIRED`, `CHANNEL_MISSING`, or what the adapter reported. */
  readonly code: string;
  /** What happened and what to do. */
  readonly reason: string;
}

/** A shop that may be called for. */
export interface ReadyShop {
  readonly kind: 'ready';
  readonly shop: ShopContext<unknown>;
}

/**
 * What an adapter needs to call upstream for a shop, read anew each time, so that a parked or newly
 * authorised shop is noticed with the next call.
 *
 * A shop whose session is missing or over by the clock is parked here, before a call could fail.
 *
 * @param signal ends the call: the hub stops, or the lease of the work is over
 */
export async function shopContext(
  context: HubContext,
  shopId: string,
  signal: AbortSignal,
): Promise<ReadyShop | ParkedShop> {
  const [row] = await context.database.query<ShopRow>(selectStatement, [shopId]);
  if (!row) throw new Error(`There is no shop ${shopId}.`);
  const parked = (code: string, reason: string): ParkedShop => ({ kind: 'parked', shopId, code, reason });
  if (row.state === 'PARKED') {
    return parked(row.parked_code ?? 'PARKED', row.parked_reason ?? 'Authorise the shop again.');
  }
  const channel = context.channels.get(row.channel);
  if (!channel) {
    return parked(
      'CHANNEL_MISSING',
      `This hub has no adapter for channel "${row.channel}". Add it to the configuration.`,
    );
  }
  if (row.session_sealed === null) return park(context, shopId, SESSION_MISSING, null);
  const session = readSession(context, shopId, row.session_sealed);
  if (session instanceof SealError) return parked('SESSION_UNREADABLE', session.message);
  if (row.session_expires_at !== null && row.session_expires_at <= context.clock.now()) {
    return park(context, shopId, sessionExpired(row.session_expires_at), session);
  }
  const shop: ShopIdentity = {
    id: shopId,
    channel: row.channel,
    name: row.name,
    accountId: row.account_id,
    accountNick: row.account_nick,
  };
  return {
    kind: 'ready',
    shop: {
      connection: channel.connection,
      shop,
      session,
      services: { clock: context.clock, random: context.random, logger: context.logger },
      signal,
      dossiers: shopDossiers(context, shop, 'COMMAND'),
      ...shopTokens(context.sealer, shop),
    },
  };
}

interface Trouble {
  readonly code: string;
  readonly reason: string;
}

const SESSION_MISSING: Trouble = {
  code: 'SESSION_MISSING',
  reason: 'The shop has no session. Let the merchant authorise the app for it.',
};

function sessionExpired(at: Date): Trouble {
  return {
    code: 'SESSION_EXPIRED',
    reason: `The session ended at ${instantText(at)}. Let the merchant authorise the app again.`,
  };
}

async function park(
  context: HubContext,
  shopId: string,
  trouble: Trouble,
  session: ShopSession | null,
): Promise<ParkedShop> {
  await parkShop(context, shopId, { ...trouble, session });
  return { kind: 'parked', shopId, ...trouble };
}

function readSession(context: HubContext, shopId: string, sealed: Buffer): ShopSession | SealError {
  try {
    return concealedSession(context.sealer.open(sessionPlace(shopId), sealed));
  } catch (error) {
    if (error instanceof SealError) return error;
    throw error;
  }
}
