import type { AttachmentRefusal, CommandRefusal, QueryRefusal, QuoteRefusal } from '@interline/core/hub';

/** What the hub's verbs refuse with. */
type HubRefusal = CommandRefusal | QuoteRefusal | QueryRefusal | AttachmentRefusal;

/** The member of a result's union that a refusal of the hub is. */
export function refusalMember(refusal: HubRefusal) {
  switch (refusal.code) {
    case 'INVALID_INPUT':
      return { __typename: 'InvalidInput', ...refusal };
    case 'INVALID_IDEMPOTENCY_KEY': {
      const { message } = refusal;
      return { __typename: 'InvalidInput', message, fields: [{ path: 'idempotencyKey', message }] };
    }
    case 'ORDER_NOT_FOUND':
      return { __typename: 'OrderNotFound', ...refusal };
    case 'ITEM_NOT_FOUND':
      return { __typename: 'ItemNotFound', ...refusal };
    case 'AMBIGUOUS_ORDER':
      return { __typename: 'AmbiguousOrder', ...refusal };
    case 'SHOP_NOT_FOUND':
      return { __typename: 'ShopNotFound', ...refusal };
    case 'AMBIGUOUS_SHOP':
      return { __typename: 'AmbiguousShop', ...refusal };
    case 'NOT_ALLOWED':
      return { __typename: 'NotAllowed', ...refusal };
    case 'QUOTA_EXCEEDED':
      return { __typename: 'QuotaExceeded', ...refusal };
    case 'KEY_REUSED':
      return { __typename: 'IdempotencyKeyReused', ...refusal };
    case 'ALREADY_DONE_DIFFERENTLY':
      return { __typename: 'AlreadyDoneDifferently', ...refusal, commandId: refusal.command.id };
    case 'QUOTE_NOT_FOUND':
      return { __typename: 'QuoteNotFound', ...refusal };
    case 'QUOTE_EXPIRED':
      return { __typename: 'QuoteExpired', ...refusal };
    case 'QUOTE_USED':
      return { __typename: 'QuoteUsed', ...refusal };
    case 'QUOTE_REPLACED':
      return { __typename: 'QuoteReplaced', ...refusal };
    case 'SHOP_PARKED':
      return { __typename: 'ShopParked', ...refusal };
    case 'CHANNEL_REFUSED':
      return { __typename: 'ChannelRefused', ...refusal };
    case 'CHANNEL_BUSY':
      return { __typename: 'ChannelBusy', ...refusal };
    case 'FORBIDDEN':
    case 'UNKNOWN_COMMAND':
    case 'UNKNOWN_QUOTE':
    case 'UNKNOWN_QUERY':
      // The scope was checked before, and the adapter names its own command: a mistake in code.
      throw new Error(refusal.message);
  }
}
