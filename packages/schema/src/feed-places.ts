import { feedHead, feedStart } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { requires } from './requires.ts';

/** Adds the query `feed`: places from which a subscription can start. */
export function addFeedPlaces(builder: InterlineBuilder): void {
  const places = builder.objectRef<object>('Feed').implement({
    description: 'Places in the feed of order events. Pass one as `after` to `orderEvents`.',
    fields: (t) => ({
      start: t.string({
        description: 'Before the oldest event that is kept: from here everything is seen.',
        resolve: (_feed, _args, { hub }) => feedStart(hub.database),
      }),
      head: t.string({
        description:
          'After everything that has happened. Read it first and the orders then: a subscription from here misses no later change of what was read.',
        resolve: (_feed, _args, { hub }) => feedHead(hub.database),
      }),
    }),
  });
  builder.queryField('feed', (t) =>
    t.field({
      type: places,
      description: 'Where the feed of order events begins and where it has got to.',
      ...requires('orders:read'),
      resolve: () => ({}),
    }),
  );
}
