import type { ItemSnapshot } from '@interline/core';

import { compact } from '../compact.ts';
import type { CreateFacts, PlaceFacts } from '../entries.ts';
import { departureOf } from './departure.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { confirmation, itemRefundStatus, itemStatus } from './order-status.ts';
import { passengerType } from './words.ts';

/** Facts of an item beyond the shared ones. */
export type ItemDetail = {
  /** The channel's id of the passenger. */
  readonly passengerId?: string;
  /** A key of `SHIP_WORDS.passengerType`, or the word sent. */
  readonly passengerType?: string;
};

/** One item for each passenger. */
export function mapItems(state: ShipOrderState): ItemSnapshot[] {
  const { created, passengers } = state;
  if (created === null) return [];
  const { request } = created;
  return passengers.map(({ reference, facts }) => {
    const status = itemStatus(state, reference);
    const price = BigInt(facts?.ticketPrice ?? request.total);
    const detail: ItemDetail = compact({
      passengerId: facts?.id,
      passengerType: facts && passengerType(facts.type),
    });
    return {
      reference,
      status,
      channelStatus: state.lastWord,
      confirmation: confirmation(state),
      refundStatus: itemRefundStatus(state, reference),
      title: titleOf(request),
      kind: 'SHIP',
      quantity: 1,
      unitAmount: price,
      totalAmount: price,
      paidAmount: price,
      travelStart: departureOf(request),
      travelEnd: null,
      deadline: decideBy(state),
      endedAt: status === 'REFUNDED' ? state.lastAt : null,
      detail,
    };
  });
}

/** Until when the channel waits for the merchant's decision; null when it does not. */
function decideBy(state: ShipOrderState): Date | null {
  const { created, createdAt } = state;
  if (created?.decideWithinMs === undefined || confirmation(state) !== 'AWAITING') return null;
  return new Date(createdAt.getTime() + created.decideWithinMs);
}

function titleOf({ from, to }: CreateFacts): string {
  return `${nameOf(from)} → ${nameOf(to)}`;
}

function nameOf({ portName, cityName, portCode, cityCode }: PlaceFacts): string {
  return portName ?? cityName ?? portCode ?? cityCode ?? '?';
}
