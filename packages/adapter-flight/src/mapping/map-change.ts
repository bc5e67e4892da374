import { instantText } from '@interline/core';
import type { ChangeSnapshot, ChangeStatus } from '@interline/core';

import { compact } from './compact.ts';
import { distinctReference } from './distinct-reference.ts';
import { onlyItem } from './map-refund.ts';
import type { MappingContext } from './mapping-context.ts';
import { changeStatus } from './statuses.ts';
import type { WireChange } from './wire-order.ts';

/** Facts of a change beyond the shared ones. Money is fen as text, times as `instantText` writes them. */
export type ChangeDetail = {
  readonly outChangeNumber?: string;
  readonly changeFee?: string;
  /** What the new flight costs more. */
  readonly upgradeFee?: string;
  /** References of the items it is for; empty for all of the order. */
  readonly passengers: readonly string[];
  readonly segments: readonly ChangedSegmentDetail[];
  readonly refusal?: string;
};

/** A flight and what it is changed to. */
export type ChangedSegmentDetail = {
  /** The id of the segment that is changed. */
  readonly segment?: string;
  readonly flightNumber?: string;
  readonly departureAirport?: string;
  readonly arrivalAirport?: string;
  readonly departure?: string;
  readonly cabin?: string;
};

/** The changes of an order. A seat is held, until the deadline, only as long as the change waits for payment. */
export function mapChanges(
  changes: readonly WireChange[],
  itemReferences: readonly string[],
  context: MappingContext,
): ChangeSnapshot[] {
  const taken = new Set<string>();
  const { names, anomalies } = context;
  return changes.map((change, index) => {
    const path = `${names.changeQueryAnswer.changes}[${index}]`;
    const { changeNumber, outChangeNumber, passengerIds: passengers = [] } = change;
    const sent = changeNumber ?? outChangeNumber;
    const status = mapStatus(change, path, context);
    return {
      reference: distinctReference(sent, index, taken, `${path}.${names.change.changeNumber}`, anomalies),
      itemReference: onlyItem(passengers, itemReferences),
      status,
      channelStatus: change.status === undefined ? '' : String(change.status),
      amount: change.total ?? feesOf(change),
      deadline: status === 'AWAITING_PAYMENT' ? (change.payBy ?? null) : null,
      requestedAt: change.createTime ?? null,
      detail: changeDetail(change),
    };
  });
}

function changeDetail(change: WireChange): ChangeDetail {
  return {
    passengers: change.passengerIds ?? [],
    segments: (change.segments ?? []).map((target) =>
      compact({
        segment: target.segmentId,
        flightNumber: target.flightNumber,
        departureAirport: target.depAirport,
        arrivalAirport: target.arrAirport,
        departure: target.depTime && instantText(target.depTime),
        cabin: target.cabin,
      }),
    ),
    ...compact({
      outChangeNumber: change.outChangeNumber,
      changeFee: change.changeFee?.toString(),
      upgradeFee: change.upgradeFee?.toString(),
      refusal: change.refusal,
    }),
  };
}

function feesOf({ changeFee, upgradeFee }: WireChange): bigint | null {
  return changeFee === undefined && upgradeFee === undefined ? null : (changeFee ?? 0n) + (upgradeFee ?? 0n);
}

function mapStatus({ status }: WireChange, path: string, { names, anomalies }: MappingContext): ChangeStatus {
  const known = status === undefined ? undefined : changeStatus(status);
  if (known === undefined) anomalies.unknownValue(`${path}.${names.change.status}`, status ?? 'none');
  return known ?? 'UNKNOWN';
}
