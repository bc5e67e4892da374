import type { CallAnswer, CallContext, CallTrouble, InboundCall } from '../contract/call-source.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import { describeThrown } from '../describe-thrown.ts';
import { shopDossiers } from '../dossiers/shop-dossiers.ts';
import type { HubContext } from '../hub-context.ts';
import type { CallNews, CallResult } from './call-board.ts';
import { findCallSource } from './find-call-source.ts';
import type { CalledChannel } from './find-call-source.ts';
import { locateCalledShop } from './locate-called-shop.ts';
import { shownKeys } from './shown-keys.ts';
import type { ShownKeys } from './shown-keys.ts';

/** A call and the address it came to. */
export interface AddressedCall {
  /** First segment of the address; a call source of the hub has it. */
  readonly path: string;
  /** Second segment, decoded: the shop's id, its account id on the channel, or its name. */
  readonly shop: string;
  readonly call: InboundCall;
}

/** An answer on its way to the caller. */
export interface AnsweredCall extends CallAnswer {
  /**
   * To be told once it is written whole to the caller: from then on, the call is not answered again. Until then its
   * repeat is, byte for byte as it was. Never rejects.
   */
  delivered(): Promise<void>;
}

/**
 * Has the adapter answer a call that a channel made to a shop, whether the shop is parked or not. Trouble is said in the
 * channel's own form. What takes too long goes on, but the caller is told so: when it repeats the call, it is answered
 * from what was done meanwhile.
 *
 * @param signal fires when the caller is gone
 * @param note is told what became of it
 */
export async function answerCall(
  context: HubContext,
  { path, shop, call }: AddressedCall,
  signal: AbortSignal,
  note: (news: CallNews) => void = () => {},
): Promise<AnsweredCall> {
  const called = findCallSource(context, path);
  if (!called) throw new Error(`No channel of this hub is called at /${path}.`);
  const { source, channel, connection } = called;
  const leftMs = call.receivedAt.getTime() + source.answerWithinMs - context.clock.now().getTime();
  const late = new AbortController();
  const due = Promise.withResolvers<Outcome>();
  const cancel = context.clock.schedule(Math.max(0, leftMs), () => {
    late.abort(new Error(`The answer was due ${source.answerWithinMs} ms after the call.`));
    due.resolve({ trouble: 'LATE' });
  });
  const about = { channel, source: source.name, method: call.method, address: call.address };
  let shopId: string | null = null;
  let keys: ShownKeys | null = null;
  const found = (located: ShopIdentity): ShownKeys => {
    shopId = located.id;
    return (keys = shownKeys(context, located));
  };
  const work = answerFor(context, called, shop, call, AbortSignal.any([late.signal, signal]), found);
  const outcome = await Promise.race([work, due.promise]);
  cancel();
  const answer =
    outcome.trouble === undefined
      ? { verdict: 'DONE' as const, ...outcome.answer }
      : (outcome.answer ?? source.refuse(outcome.trouble, { connection, query: call.query }));
  const ms = context.clock.now().getTime() - call.receivedAt.getTime();
  const result = outcome.trouble ?? answer.verdict ?? 'DONE';
  tell(context, result, { ...about, shopId, status: answer.status, result, ms });
  if (result === 'LATE') {
    void work.then(({ trouble }) => context.logger.info({ ...about, trouble }, 'What a late call began has ended'));
  }
  note({ channel, source: source.name, shopId, result, receivedAt: call.receivedAt, ms });
  // Trouble is no answer: whoever is told of it is to repeat the call.
  const delivered = async (): Promise<void> => (outcome.trouble === undefined ? keys?.noteAnswered() : undefined);
  return { ...answer, delivered };
}

/** What an operator should act on is a warning; what was told in detail where it happened is not told again. */
function tell({ logger }: HubContext, result: CallResult, told: object): void {
  switch (result) {
    case 'DONE':
    case 'REFUSED':
      return logger.info(told, 'Answered a call');
    case 'LATE':
      return logger.warn(told, 'A call could not be answered in time; what it began goes on');
    case 'UNKNOWN_SHOP':
      return logger.warn(told, 'A call was refused: its address names no shop of the channel');
    default:
      return logger.debug(told, 'A call was refused');
  }
}

type Outcome =
  | { readonly answer: CallAnswer; readonly trouble?: undefined }
  | { readonly answer?: CallAnswer; readonly trouble: CallTrouble };

/** Never rejects: it may have to go on after everybody has stopped waiting. */
async function answerFor(
  context: HubContext,
  { channel, connection, source }: CalledChannel,
  address: string,
  call: InboundCall,
  signal: AbortSignal,
  found: (shop: ShopIdentity) => ShownKeys,
): Promise<Outcome> {
  try {
    const shop = await locateCalledShop(context.database, channel, address);
    if (!shop) {
      const answer =
        source.answerWithoutShop?.(connection, call) ??
        source.refuse('UNKNOWN_SHOP', { connection, query: call.query });
      return { trouble: 'UNKNOWN_SHOP', answer: { verdict: 'STRANGER', ...answer } };
    }
    const { once } = found(shop);
    return { answer: await source.answer({ ...callContext(context, shop, connection, signal), once }, call) };
  } catch (error) {
    const about = { channel, source: source.name, ...describeThrown(error) };
    context.logger.error(about, 'A call could not be answered; this is a fault');
    return { trouble: 'INTERNAL' };
  }
}

function callContext(
  context: HubContext,
  shop: ShopIdentity,
  connection: unknown,
  signal: AbortSignal,
): Omit<CallContext<unknown>, 'once'> {
  return {
    connection,
    shop,
    services: { clock: context.clock, random: context.random, logger: context.logger },
    dossiers: shopDossiers(context, shop, 'CALL'),
    signal,
  };
}
