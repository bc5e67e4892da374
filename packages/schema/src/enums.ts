import type { InterlineBuilder } from './builder.ts';

/** Refs of the shared enums, for the types that use them. */
export type Enums = ReturnType<typeof addEnums>;

/** Adds the enums of the core's words; a test compares them with the core's lists. */
export function addEnums(builder: InterlineBuilder) {
  return {
    orderStatus: builder.enumType('OrderStatus', {
      description:
        'Where an order or item stands, whatever its channel calls it. The channel’s own word is in `channelStatus`.',
      values: {
        UNKNOWN: { description: 'The channel uses a word that the hub does not know.' },
        AWAITING_PAYMENT: { description: 'Created, not paid.' },
        PAYMENT_PENDING: { description: 'The buyer has paid; the payment is being cleared.' },
        AWAITING_CONFIRMATION: { description: 'Paid; the merchant must confirm that it has the resources.' },
        AWAITING_FULFILMENT: { description: 'Paid and, where needed, confirmed; to be delivered or ticketed.' },
        PARTLY_FULFILLED: { description: 'Some items are delivered or ticketed, others not.' },
        FULFILLED: { description: 'Everything is delivered or ticketed; the buyer has not yet confirmed.' },
        COMPLETED: { description: 'Finished: the money is the seller’s.' },
        CANCELLED: { description: 'Closed before payment.' },
        REFUNDED: { description: 'Closed after payment; the money went back.' },
      },
    }),
    confirmation: builder.enumType('Confirmation', {
      description: 'Whether the merchant must confirm resources after payment, and what came of it.',
      values: {
        UNKNOWN: { description: 'The channel uses a word that the hub does not know.' },
        NOT_REQUIRED: { description: 'Nobody is asked to confirm anything: the order needs none, or is not paid yet.' },
        AWAITING: { description: 'Waiting for the merchant.' },
        VERIFYING: { description: 'The channel is checking ticket numbers.' },
        CONFIRMED: { description: 'The merchant has confirmed.' },
        REFUSED: { description: 'The merchant said no.' },
        EXPIRED: { description: 'The merchant did not answer in time.' },
        REFUNDED: { description: 'The buyer took the money back before the merchant confirmed.' },
      },
    }),
    refundStatus: builder.enumType('RefundStatus', {
      description: 'Where a refund stands. It may go round: refused, applied for again, withdrawn, applied for again.',
      values: {
        UNKNOWN: { description: 'The channel uses a word that the hub does not know.' },
        NONE: { description: 'Nobody has asked for a refund.' },
        REQUESTED: { description: 'Applied for; waiting for the seller or, for a purchase, the airline.' },
        AWAITING_RETURN: { description: 'Agreed; the buyer has to return the goods.' },
        RETURNED: { description: 'Returned; waiting for the seller to confirm.' },
        REFUSED: { description: 'Refused.' },
        CLOSED: { description: 'Withdrawn or closed without money.' },
        SUCCEEDED: { description: 'The money is back.' },
      },
    }),
    changeStatus: builder.enumType('ChangeStatus', {
      description: 'Where a change of what was bought stands.',
      values: {
        UNKNOWN: { description: 'The channel uses a word that the hub does not know.' },
        REQUESTED: { description: 'Applied for; the channel checks whether and at what price it can be done.' },
        AWAITING_PAYMENT: { description: 'Agreed and held until its deadline; to be paid.' },
        AWAITING_FULFILMENT: { description: 'Paid; being carried out.' },
        SUCCEEDED: { description: 'Done: the new ticket is there.' },
        CLOSED: { description: 'Refused, cancelled or not paid in time; the order is as before.' },
      },
    }),
    ticketStatus: builder.enumType('TicketStatus', {
      description: 'Where a ticket stands. A failed refund may be tried again.',
      values: {
        UNKNOWN: { description: 'The channel uses a word that the hub does not know.' },
        ISSUING: { description: 'Being issued.' },
        ISSUED: { description: 'Issued.' },
        EXCHANGED: { description: 'Another ticket took its place when the booking was changed.' },
        NOT_ISSUED: { description: 'It could not be issued.' },
        REFUNDING: { description: 'Its refund is under way.' },
        REFUNDED: { description: 'Given back; the money went back.' },
        REFUND_FAILED: { description: 'Its refund did not succeed.' },
      },
    }),
    quoteKind: builder.enumType('QuoteKind', {
      description: 'What a quote is the price of.',
      values: {
        REFUND: { description: 'Giving something back.' },
        CHANGE: { description: 'Changing it to something else.' },
      },
    }),
    direction: builder.enumType('Direction', {
      description: 'Whether the merchant sells the order or buys it.',
      values: {
        SALE: { description: 'The merchant sells.' },
        PURCHASE: { description: 'The merchant buys.' },
      },
    }),
    travellerRole: builder.enumType('TravellerRole', {
      description: 'What a person is to an order.',
      values: {
        BUYER: { description: 'Who bought it.' },
        CONTACT: { description: 'Whom to call, or who picks it up.' },
        TRAVELLER: { description: 'Who travels.' },
      },
    }),
    orderEventType: builder.enumType('OrderEventType', {
      description: 'What changed. `from` and `to` of the event hold unified values.',
      values: {
        ORDER_CREATED: { description: 'The hub saw the order for the first time; `to` is its status then.' },
        STATUS_CHANGED: { description: 'The order’s status.' },
        ITEM_STATUS_CHANGED: { description: 'One item’s status.' },
        CONFIRMATION_CHANGED: { description: 'One item’s confirmation.' },
        REFUND_CHANGED: { description: 'A refund’s status.' },
        REBOOKING_CHANGED: { description: 'The status of a change (a rebooking).' },
        TICKET_CHANGED: { description: 'A ticket’s status.' },
        SCHEDULE_CHANGED: {
          description:
            'The carrier moved or cancelled a departure: `from` and `to` are the times, `to` null when it was cancelled.',
        },
        DEADLINE_CHANGED: { description: 'When the channel closes an item by itself.' },
        DEADLINE_NEAR: { description: 'The deadline of an item is close and nobody has acted.' },
        DETAILS_CHANGED: { description: 'Something else of the order.' },
        ANOMALY_SEEN: { description: 'Upstream said something unexpected; the state was taken over all the same.' },
      },
    }),
    anomalyCode: builder.enumType('AnomalyCode', {
      description: 'In which way the channel said something unexpected.',
      values: {
        UNKNOWN_VALUE: { description: 'A word that the hub does not know; it is kept as it is.' },
        UNKNOWN_FIELD: { description: 'A field that the hub does not know; it is kept in the raw answer.' },
        MALFORMED_VALUE: { description: 'A value that cannot be read as what it should be.' },
        UNEXPECTED_TRANSITION: { description: 'A step between statuses that the channel’s documents do not have.' },
      },
    }),
    cause: builder.enumType('Cause', {
      description: 'What made the hub look at an order.',
      values: {
        MESSAGE: { description: 'A message of the channel.' },
        CALL: { description: 'The channel called the hub.' },
        POLL: { description: 'A search of a time window.' },
        REQUERY: { description: 'The regular query of open orders.' },
        COMMAND: { description: 'A command sent through the hub.' },
        BACKFILL: { description: 'A date range being brought in.' },
        MANUAL: { description: 'Somebody asked for it.' },
        REPLAY: { description: 'A replayed dead letter.' },
        DEADLINE: { description: 'A deadline came close.' },
      },
    }),
    commandState: builder.enumType('CommandState', {
      description: 'Where a command stands.',
      values: {
        PENDING: { description: 'Committed, not yet sent; or waiting for the shop or a rate limit.' },
        SENT: { description: 'Being sent right now.' },
        UNKNOWN: { description: 'Time-out or cut connection: the channel is being asked what became of it.' },
        SUCCEEDED: { description: 'Done.' },
        FAILED: { description: 'The channel refused; nothing happened there.' },
        NEEDS_ATTENTION: {
          description:
            'A person must look: the channel does not say even after all asking, or it cannot be done as things stand.',
        },
      },
    }),
    deadLetterKind: builder.enumType('DeadLetterKind', {
      description: 'What could not be processed.',
      values: {
        MESSAGE: { description: 'A message that could not be read.' },
        ORDER: { description: 'An order that could not be fetched or applied after all tries.' },
      },
    }),
    shopState: builder.enumType('ShopState', {
      description: 'Whether the hub calls the channel for a shop.',
      values: {
        ACTIVE: { description: 'Calls are made.' },
        PARKED: {
          description: 'Nothing is lost and nothing is called until the shop is authorised or permitted again.',
        },
      },
    }),
  };
}
