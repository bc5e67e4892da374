import type { CommandAttempt, ShopContext, Succeeded } from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { changeStatus } from '../mapping/statuses.ts';
import type { WireChange } from '../mapping/wire-order.ts';
import { sameNames } from '../order-parts.ts';
import { ownEffects } from '../own-effect.ts';
import type { Effect } from '../own-effect.ts';
import { outChangeNumber } from '../own-number.ts';
import type { ChangeTarget, RequestChangeInput } from './change-input.ts';

/** A change that a request has made, or that it may have made. */
export interface OwnChange extends Effect {
  readonly change: WireChange;
}

/** The changes of the order that the request has made, the oldest first: one, unless the channel made it twice. */
export function ownChanges(
  context: ShopContext<FlightConnection>,
  input: RequestChangeInput,
  attempt: CommandAttempt,
  changes: readonly WireChange[],
): readonly OwnChange[] {
  const effects = changes.flatMap((change): OwnChange[] => {
    const { changeNumber: reference, outChangeNumber: ownNumber, createTime: requestedAt = null } = change;
    return reference === undefined ? [] : [{ reference, ownNumber, requestedAt, change }];
  });
  const wanted = {
    ownNumber: outChangeNumber(context.shop.id, attempt.idempotencyKey),
    since: attempt.sentAt,
    isSame: ({ change }: OwnChange) => isWished(change, input),
  };
  return ownEffects(effects, wanted, context.services.logger);
}

/** What a person is told of changes that the channel made beside the one that counts, as long as they hold seats. */
export function tooMany(changeReference: string, others: readonly OwnChange[]): Partial<Succeeded> {
  const open = others.filter(({ change }) => isOpen(change)).map(({ reference }) => reference);
  if (open.length === 0) return {};
  const message =
    `The channel made several changes of this one request. ${changeReference} is the one that counts: ` +
    `cancel ${open.join(', ')}, which hold seats for nothing.`;
  return { message, result: { changeReference, alsoMade: open } };
}

/** Whether a change holds seats, as far as can be told. */
export function isOpen({ status }: WireChange): boolean {
  return status === undefined || changeStatus(status) !== 'CLOSED';
}

function isWished({ passengerIds = [], segments = [] }: WireChange, input: RequestChangeInput): boolean {
  const { itemReferences } = input;
  const isSameTarget = ({ segment, flightNumber, departure }: ChangeTarget) =>
    segments.some(
      (target) =>
        target.segmentId === segment &&
        target.flightNumber === flightNumber &&
        target.depTime?.getTime() === new Date(departure).getTime(),
    );
  const isOfThem = itemReferences === null || sameNames(passengerIds, itemReferences, itemReferences);
  return isOfThem && segments.length === input.segments.length && input.segments.every(isSameTarget);
}
