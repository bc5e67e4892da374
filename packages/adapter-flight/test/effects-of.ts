import { outChangeNumber, outRefundNumber, outOrderNumber } from '../src/own-number.ts';
import type { FlightHub } from './flight-hub.ts';

/** A command of a shop as it ended. */
export interface EndedWish {
  readonly name: string;
  readonly key: string;
  readonly state: string;
  readonly code: string | null;
  readonly reference: string | null;
  readonly attempts: number;
  /** Of which change the quote is that it confirms. */
  readonly change: string | null;
}

/** What commands and quotes the hub has. */
export const wishesOf = {
  commands: ({ hub }: FlightHub): Promise<EndedWish[]> =>
    hub.database.query<EndedWish>(
      {
        name: 'test.ended_wishes',
        text: `select command.name, command.idempotency_key as key, command.state, command.code, command.reference,
                      command.attempts, quote.change_reference as change
                 from interline.command left join interline.quote on quote.id = command.quote_id
                order by command.created_at, command.id`,
      },
      [],
    ),
  quotes: ({ hub }: FlightHub): Promise<{ id: string; kind: string }[]> =>
    hub.database.query<{ id: string; kind: string }>(
      { name: 'test.quotes', text: 'select id, kind from interline.quote order by created_at, id' },
      [],
    ),
};

/** How often each thing was truly done at the channel; the same words as {@link doneBy}. */
export function effects({ sandbox, ledger }: FlightHub): string[] {
  const { flight } = sandbox.control;
  return [
    ...flight.orders().map(({ outOrderNumber: number, id }) => `book ${number}: ${id}`),
    ...ledger('pay', 'effect').map(({ order }) => `pay ${order}`),
    ...ledger('refundCreate', 'effect').map(({ ownNumber, order }) => `refund ${ownNumber} of ${order}`),
    ...ledger('changeCreate', 'effect').map(({ ownNumber, order }) => `change ${ownNumber} of ${order}`),
    ...ledger('changePay', 'effect').map(({ subOrder }) => `pay change ${subOrder}`),
  ];
}

/** What a wish has done, as the hub believes; null when nothing. */
export function doneBy(shopId: string, wish: EndedWish): string | null {
  const { name, key, state, code, reference, change } = wish;
  // A change that the airline closed before anybody heard of it was made, and came to nothing.
  if (state !== 'SUCCEEDED' && code !== 'CHANGE_CLOSED') return null;
  switch (name) {
    case 'book':
      return `book ${outOrderNumber(shopId, key)}: ${reference}`;
    case 'pay':
      return `pay ${reference}`;
    case 'confirmRefund':
      return `refund ${outRefundNumber(shopId, key)} of ${reference}`;
    case 'requestChange':
      return `change ${outChangeNumber(shopId, key)} of ${reference}`;
    case 'confirmChange':
      return state === 'SUCCEEDED' ? `pay change ${change}` : null;
    default:
      return null;
  }
}
