export { createBuilder } from './builder.ts';
export type { InterlineBuilder, InterlineSchemaTypes } from './builder.ts';
export type { GraphQLContext } from './context.ts';
export type { FeedFilter, FeedSubscription, LiveFeed } from './live-feed.ts';
export type { Planned } from './planned.ts';
export { compileOperation } from './compile-operation.ts';
export type { CompiledOperation } from './compile-operation.ts';
