import type { InterlineBuilder } from './builder.ts';
import type { RefusalRef, Refused } from './refusal-interface.ts';

const MS_PER_SECOND = 1000;

/** Adds the refusals of whoever asks a channel and waits for its answer. */
export function addChannelRefusals(builder: InterlineBuilder, refusal: RefusalRef) {
  const coded = (name: string, description: string, code: string) =>
    builder.objectRef<Refused & { readonly reasonCode: string }>(name).implement({
      description,
      interfaces: [refusal],
      fields: (t) => ({ code: t.exposeString('reasonCode', { description: code }) }),
    });
  return {
    shopParked: coded(
      'ShopParked',
      'The shop is not called for until somebody authorises or permits it again.',
      'Why it is parked: a stable code, as in `Shop.parkedCode`.',
    ),
    channelRefused: coded(
      'ChannelRefused',
      'The channel was asked and said no.',
      'Why: a stable code of the channel’s adapter, or the channel’s own.',
    ),
    channelBusy: builder.objectRef<Refused & { readonly retryAfterMs: number | null }>('ChannelBusy').implement({
      description: 'The channel could not be asked right now, or did not answer in time. Ask again later.',
      interfaces: [refusal],
      fields: (t) => ({
        retryAfterSeconds: t.int({
          nullable: true,
          description: 'How long to wait; null when the channel does not say.',
          resolve: ({ retryAfterMs }) => (retryAfterMs === null ? null : Math.ceil(retryAfterMs / MS_PER_SECOND)),
        }),
      }),
    }),
  };
}
