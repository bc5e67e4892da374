import type { ChannelErrorKind } from '@interline/core';

import { FLIGHT_WORDS } from './wire.ts';

/** What the channel said when it said no. */
export interface UpstreamRefusal {
  /** Of the gateway, for example 26. */
  readonly platformCode?: number | undefined;
  /** `sub_code`, or `error_code_info` of the answer's root. */
  readonly code?: string | undefined;
  /** `sub_msg`, or `error_msg` of the answer's root; Chinese. */
  readonly text?: string | undefined;
}

/** A refusal whose meaning is known. */
export interface KnownRefusal {
  /** Stable and upper case. */
  readonly code: string;
  /** What to do about it, in one or two sentences. */
  readonly remedy: string;
  /** What it means when it comes of a reading call. */
  readonly channelErrorKind: ChannelErrorKind;
  /** On a write: it may have been done all the same. */
  readonly mayHaveHappened: boolean;
}

/** The channel said no, and nothing was done. */
export class FlightRefusal extends Error {
  override readonly name = 'FlightRefusal';
  /** Stable where the refusal is known (see {@link recognise}), else the channel's own. */
  readonly code: string;
  /** The channel's own text, values of parameters removed; empty when it gave none. */
  readonly text: string;
  readonly channelErrorKind: ChannelErrorKind;

  constructor(method: string, upstream: UpstreamRefusal) {
    const known = recognise(upstream);
    const said = [upstream.code, upstream.text].filter(Boolean).join(', ') || 'no reason given';
    super(`${method}: the channel refused (${said}). ${known?.remedy ?? 'Nothing was done; ask the channel why.'}`);
    this.code = known?.code ?? upstream.code ?? 'REFUSED';
    this.text = upstream.text ?? '';
    this.channelErrorKind = known?.channelErrorKind ?? 'invalid';
  }
}

/** Code of a refusal that is none: the channel's backend took too long. */
export const REMOTE_TIMEOUT = 'REMOTE_TIMEOUT';

/** What the channel's refusal means; undefined for one that no source explains. */
export function recognise({ platformCode, code, text }: UpstreamRefusal): KnownRefusal | undefined {
  return REFUSALS.find(
    (refusal) =>
      (refusal.platformCode !== undefined && refusal.platformCode === platformCode) ||
      (refusal.upstreamCode !== undefined && refusal.upstreamCode === code) ||
      (refusal.contains !== undefined && text !== undefined && text.includes(refusal.contains)),
  );
}

interface Entry extends KnownRefusal {
  readonly platformCode?: number;
  readonly upstreamCode?: string;
  readonly contains?: string;
}

const { errorCode, refusalText, platform } = FLIGHT_WORDS;

/**
 * Texts stand first: they say more than a code that many refusals share. Remedies are those of the channel's own
 * questions and answers where it has one (numbered there 1 to 9).
 */
const REFUSALS: readonly Entry[] = [
  refusal('NO_CHANNEL_ASSIGNED', { contains: refusalText.badRequest, upstreamCode: errorCode.badRequest }, [
    'Ask the operators of Fliggy whether a channel is assigned to your app; without one no call is accepted.',
    'If one is, a field of the request is wrong.',
  ]),
  refusal('REFUND_FEE_CHANGED', { contains: refusalText.refundFeeChanged, upstreamCode: errorCode.refundFeeChanged }, [
    'The refund fee is no longer the quoted one: ask for the quote again and confirm the new fee.',
  ]),
  refusal(
    'REFUND_RULE_CHANGED',
    { contains: refusalText.refundRuleChanged, upstreamCode: errorCode.refundRuleChanged },
    [
      'The reason does not fit: EPIDEMIC is only for flights whose airline has published an epidemic policy.',
      'Without one, ask with reason SCHEDULE_CHANGE and attach the documents; staff review them.',
    ],
  ),
  refusal('NO_OFFER', { contains: refusalText.noOffer, upstreamCode: errorCode.noOffer }, [
    'Check two things: that the cities are given by city code, not airport code; and that a named flight is priced',
    'by naming it in every direction, not by listing. If both are right, ask the support of Fliggy.',
  ]),
  refusal(
    REMOTE_TIMEOUT,
    { contains: refusalText.timeout, upstreamCode: platform.remoteTimeout },
    ["The channel's own service ran out of time."],
    { channelErrorKind: 'transient', mayHaveHappened: true },
  ),
  refusal(
    'MISSING_SESSION',
    { platformCode: platform.missingSession },
    ['Authorise the app for the purchase account to get a session; the work of the shop goes on by itself.'],
    { channelErrorKind: 'session' },
  ),
  refusal(
    'IP_NOT_ALLOWED',
    { upstreamCode: platform.ipNotOnWhiteList },
    [
      'It is set for the app in the console of the Taobao Open Platform. Then authorise the shop again: its work goes on.',
    ],
    { channelErrorKind: 'permission' },
  ),
  refusal(
    'ORDER_NOT_FOUND',
    { upstreamCode: errorCode.orderNotFound },
    ['The channel does not know this order, or it is not of this purchase account: check the order and the shop.'],
    { channelErrorKind: 'not-found' },
  ),
  refusal('OFFER_EXPIRED', { upstreamCode: errorCode.offerExpired }, ['The offer is over: search again.']),
  refusal('PRICE_CHANGED', { upstreamCode: errorCode.priceChanged }, [
    'The price is no longer the one offered: search again and confirm the new price.',
  ]),
  refusal('NO_SEATS', { upstreamCode: errorCode.noSeats }, [
    'There are not enough seats left at this price: search again.',
  ]),
  refusal('ALREADY_PAID', { upstreamCode: errorCode.alreadyPaid }, ['The order is paid: nothing is to be paid.']),
  refusal('WRONG_STATUS', { upstreamCode: errorCode.wrongStatus }, [
    "The order's status does not allow it: look the order up again.",
  ]),
  refusal('NOT_REFUNDABLE', { upstreamCode: errorCode.notRefundable }, [
    'These tickets cannot be refunded this way: read the rules of the fare, or give another reason with attachments.',
  ]),
  refusal('NOT_CHANGEABLE', { upstreamCode: errorCode.notChangeable }, [
    'These tickets cannot be changed: read the rules of the fare, or ask for a refund.',
  ]),
  refusal('MEMBER_REFUSED', { upstreamCode: errorCode.memberRefused }, [
    "The airline does not take the person as the member that this price needs: book another offer, or check the member's data.",
  ]),
  refusal('PASSENGER_REFUSED', { upstreamCode: errorCode.passengerRefused }, [
    "The channel refuses a passenger's data: check names, documents and birthdays.",
  ]),
  refusal('FILE_REFUSED', { upstreamCode: errorCode.fileRefused }, [
    'The channel does not take this file: attach a JPEG, PNG or PDF.',
  ]),
  refusal('OUT_NUMBER_USED', { upstreamCode: errorCode.outNumberUsed }, [
    'The channel has something under this number already: look it up.',
  ]),
  refusal(
    'CHANNEL_FAILED',
    { upstreamCode: errorCode.system },
    ["The channel's own service failed: try again later."],
    { channelErrorKind: 'transient', mayHaveHappened: true },
  ),
];

type Recognised = Pick<Entry, 'platformCode' | 'upstreamCode' | 'contains'>;

function refusal(
  code: string,
  recognised: Recognised,
  remedy: readonly string[],
  { channelErrorKind = 'invalid', mayHaveHappened = false }: Partial<KnownRefusal> = {},
): Entry {
  return { code, ...recognised, remedy: remedy.join(' '), channelErrorKind, mayHaveHappened };
}
