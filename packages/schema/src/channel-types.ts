import type { InterlineBuilder } from './builder.ts';
import type { TypeExtensions } from './plan/type-extensions.ts';
import type { Planned } from './planned.ts';

/** The interfaces that each channel may implement in its own words. */
type Shared = 'Order' | 'Item' | 'Traveller' | 'Refund' | 'Change' | 'Ticket';

/** The `fields` of a pothos object type whose objects are read by a plan. */
export type PlannedFields = Parameters<ReturnType<typeof plannedRef>['implement']>[0]['fields'];

/** One channel's concrete type of a shared interface. */
export interface ChannelType {
  /** The adapter's name. */
  readonly channel: string;
  /** The type's name in the schema, for example `VacationOrder`. */
  readonly name: string;
  readonly description: string;
  /** Fields beyond the interface's; see `detail` for those kept in the row's `detail`. */
  readonly fields?: PlannedFields;
}

/** Adds a channel's own type of order, for example `VacationOrder implements Order`. */
export function orderType(builder: InterlineBuilder, type: ChannelType): void {
  implement(builder, 'Order', type);
}

/** Adds a channel's own type of item. */
export function itemType(builder: InterlineBuilder, type: ChannelType): void {
  implement(builder, 'Item', type);
}

/** Adds a channel's own type of traveller, contact and buyer. */
export function travellerType(builder: InterlineBuilder, type: ChannelType): void {
  implement(builder, 'Traveller', type);
}

/** Adds a channel's own type of refund. */
export function refundType(builder: InterlineBuilder, type: ChannelType): void {
  implement(builder, 'Refund', type);
}

/** Adds a channel's own type of change. */
export function changeType(builder: InterlineBuilder, type: ChannelType): void {
  implement(builder, 'Change', type);
}

/** Adds a channel's own type of ticket. */
export function ticketType(builder: InterlineBuilder, type: ChannelType): void {
  implement(builder, 'Ticket', type);
}

/** Adds the types that serve every channel that brings none of its own. */
export function addGenericTypes(builder: InterlineBuilder): void {
  const describe = (noun: string): string => `${noun} of a channel that adds no facts of its own.`;
  implement(builder, 'Order', { name: 'GenericOrder', description: describe('An order') });
  implement(builder, 'Item', { name: 'GenericItem', description: describe('An item') });
  implement(builder, 'Traveller', { name: 'GenericTraveller', description: describe('A person') });
  implement(builder, 'Refund', { name: 'GenericRefund', description: describe('A refund') });
  implement(builder, 'Change', { name: 'GenericChange', description: describe('A change') });
  implement(builder, 'Ticket', { name: 'GenericTicket', description: describe('A ticket') });
}

function implement(
  builder: InterlineBuilder,
  shared: Shared,
  { channel, name, description, fields }: Omit<ChannelType, 'channel'> & { readonly channel?: string },
): void {
  const extensions: TypeExtensions = channel === undefined ? {} : { describes: { column: 'channel', word: channel } };
  plannedRef(builder, name).implement({
    description,
    interfaces: shared === 'Order' ? ['Node', 'Order'] : [shared],
    extensions: { interline: extensions },
    ...(fields === undefined ? {} : { fields }),
  });
}

function plannedRef(builder: InterlineBuilder, name: string) {
  return builder.objectRef<Planned>(name);
}
