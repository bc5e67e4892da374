import type { FlightNames } from '@interline/adapter-flight/wire';
import { plainTree } from '../../gateway/encode.ts';
import type { FlightOrder, Passenger, Ticket } from '../order.ts';
import { orderFields } from '../wire.ts';

/** A flight order as the control API shows it. Money in fen, instants as ISO text. */
export interface FlightOrderView {
  readonly id: string;
  readonly shop: string;
  readonly outOrderNumber: string;
  readonly status: FlightOrder['status'];
  readonly total: number;
  /** All that was paid, for the order and its changes. */
  readonly received: number;
  /** All that went back. */
  readonly returned: number;
  readonly payBy: string;
  readonly segments: readonly {
    readonly id: string;
    readonly flightNumber: string;
    readonly depAirport: string;
    readonly arrAirport: string;
    readonly departure: string;
  }[];
  readonly passengers: readonly {
    readonly id: string;
    readonly type: Passenger['type'];
    readonly tickets: readonly Readonly<Ticket>[];
  }[];
  readonly refunds: readonly {
    readonly id: string;
    readonly outRefundNumber: string | null;
    readonly status: FlightOrder['refunds'][number]['status'];
    readonly passengers: readonly string[];
    readonly fee: number | null;
    readonly amount: number;
    readonly payments: readonly { readonly amount: number; readonly supplementary: boolean }[];
  }[];
  readonly changes: readonly {
    readonly id: string;
    readonly outChangeNumber: string | null;
    readonly status: FlightOrder['changes'][number]['status'];
    readonly passengers: readonly string[];
    readonly total: number;
    readonly payBy: string | null;
  }[];
  /** How often an airline moved or cancelled a flight of it. */
  readonly flightChanges: number;
  /** The order as queryorderdetail answers it under `simplify`; 64-bit ids are bigints. */
  readonly wire: unknown;
}

/** The order for the control API. */
export function flightOrderView(order: FlightOrder, names: FlightNames): FlightOrderView {
  return {
    id: String(order.id),
    shop: order.shop,
    outOrderNumber: order.outOrderNumber,
    status: order.status,
    total: order.total,
    received: order.received,
    returned: order.returned,
    payBy: iso(order.payBy),
    segments: order.journeys.flat().map(({ id, flightNumber, depAirport, arrAirport, departure }) => ({
      id,
      flightNumber,
      depAirport,
      arrAirport,
      departure: iso(departure),
    })),
    passengers: order.passengers.map(({ id, type, coupons, exchanged }) => ({
      id: String(id),
      type,
      tickets: [...exchanged, ...coupons.flatMap(({ ticket }) => ticket ?? [])].map((ticket) => ({ ...ticket })),
    })),
    refunds: order.refunds.map(({ id, outRefundNumber, status, coupons, fee, amount, payments }) => ({
      id: String(id),
      outRefundNumber: outRefundNumber ?? null,
      status,
      passengers: [...new Set(coupons.map(({ passengerId }) => String(passengerId)))],
      fee: fee ?? null,
      amount,
      payments: payments.map((payment) => ({ amount: payment.amount, supplementary: payment.supplementary })),
    })),
    changes: order.changes.map(({ id, outChangeNumber, status, passengerIds, changeFee, upgradeFee, payBy }) => ({
      id: String(id),
      outChangeNumber: outChangeNumber ?? null,
      status,
      passengers: passengerIds.map(String),
      total: changeFee + upgradeFee,
      payBy: payBy === undefined ? null : iso(payBy),
    })),
    flightChanges: order.flightChanges.length,
    wire: plainTree(orderFields(order, names)),
  };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
