export { buildSchema } from './build-schema.ts';
export { createBuilder } from './builder.ts';
export type { InterlineBuilder, InterlineSchemaTypes } from './builder.ts';
export { itemType, orderType, refundType, travellerType } from './channel-types.ts';
export type { ChannelType, PlannedFields } from './channel-types.ts';
export { commandMutation } from './command-mutation.ts';
export type { CommandMutation } from './command-mutation.ts';
export { compileOperation } from './compile-operation.ts';
export type { CompiledOperation } from './compile-operation.ts';
export type { GraphQLContext } from './context.ts';
export { detail } from './detail.ts';
export type { FeedFilter, FeedSubscription, LiveFeed } from './live-feed.ts';
export { createLiveFeed } from './live-feed-reader.ts';
export type { Planned } from './planned.ts';
export { printSchemaFile } from './print-schema-file.ts';
export { requires } from './requires.ts';
// Names a type of pothos, so that whoever imports the builder also loads pothos' global types; without it the builder is `any`.
export type { SchemaTypes } from '@pothos/core';
