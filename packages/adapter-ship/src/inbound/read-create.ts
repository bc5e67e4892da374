import { createHash } from 'node:crypto';

import { parseTopTime } from '@interline/top-client/codec';
import type { TopObject } from '@interline/top-client/codec';
import { z } from 'zod';

import type { CallAnomaly, CreatedEntry, CreateFacts, PassengerFacts } from '../entries.ts';
import { SHIP_WORDS } from '../wire.ts';
import type { ShipNames } from '../wire.ts';
import type { CallContent } from './call-content.ts';
import { canonicalText } from './canonical-text.ts';
import { byOurWords, count, fen, id, listOf, text, textOrNull, unknownFields } from './field-values.ts';
import { misfitsOf } from './outcome.ts';
import type { Misfit, Reading } from './outcome.ts';

const RequestFields = z.object({
  orderId: id,
  date: text.refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value), { error: 'must be a day, yyyy-MM-dd' }),
  time: text
    .refine((value) => /^\d{2}:\d{2}(:\d{2})?$/.test(value), { error: 'must be a time, HH:mm:ss' })
    .transform((value) => (value.length === 5 ? `${value}:00` : value)),
  fromCityCode: textOrNull,
  fromCityName: textOrNull,
  fromPortCode: textOrNull,
  fromPortName: textOrNull,
  toCityCode: textOrNull,
  toCityName: text,
  toPortCode: textOrNull,
  toPortName: textOrNull,
  scheduleId: textOrNull,
  goodsId: text,
  seatGrade: textOrNull,
  ticketCount: count,
  total: fen,
  tradeNumber: text,
  contactName: text,
  contactMobile: text,
  contactDocumentType: text,
  contactDocumentNumber: text,
  extension: textOrNull,
});

const PassengerFields = z.object({
  id: textOrNull,
  name: text,
  documentType: text,
  documentNumber: text,
  type: text,
  price: fen,
});

/** Reads what `order.create` asks for, and checks that it adds up. */
export function readCreate({ fields, raw }: CallContent, names: ShipNames): Reading<CreatedEntry> {
  const { known, unknown } = byOurWords(fields, names.createRequest);
  const people = listOf(known.passengers);
  const passengers = (people ?? []).map((each, index) => readPassenger(each, index, names));
  const parsed = RequestFields.safeParse(known);
  const misfits = [
    ...misfitsOf(parsed.error, names.createRequest, ''),
    ...(people ? [] : [{ path: names.createRequest.passengers, message: 'must be a list of objects' }]),
    ...passengers.flatMap((each) => ('misfits' in each ? each.misfits : [])),
  ];
  if (misfits.length > 0 || !parsed.success) return { misfits };
  const read = passengers.flatMap((each) => ('misfits' in each ? [] : [each]));
  const request = createFacts(
    parsed.data,
    read.map(({ facts }) => facts),
  );
  const impossible = checkSailing(request, names);
  if (impossible.length > 0) return { misfits: impossible };
  const anomalies = [...unknownFields(unknown), ...read.flatMap((each) => each.anomalies)];
  const others = people?.map((each) => byOurWords(each, names.createPassenger).unknown);
  // Of what is said, not of its form: a repeat may come in another one.
  const digest = createHash('sha256')
    .update(canonicalText([request, unknown, others]))
    .digest('hex');
  return { facts: { request, raw, digest, anomalies }, anomalies };
}

/** Sums of a request that do not match; the channel wants them checked by whoever is called. */
export function sumMisfits({ passengers, ticketCount, total }: CreateFacts, names: ShipNames): Misfit[] {
  if (passengers.length === 0) return [];
  const sum = passengers.reduce((whole, { ticketPrice }) => whole + BigInt(ticketPrice), 0n);
  const { createRequest, createPassenger } = names;
  return [
    ...(ticketCount % passengers.length === 0
      ? []
      : [{ path: createRequest.ticketCount, message: `is ${ticketCount} for ${passengers.length} passengers` }]),
    ...(sum === BigInt(total)
      ? []
      : [{ path: createRequest.total, message: `is ${total}, but ${createPassenger.price} adds up to ${sum}` }]),
  ];
}

function readPassenger(fields: TopObject, index: number, names: ShipNames): Reading<PassengerFacts> {
  const path = `${names.createRequest.passengers}[${index}]`;
  const { known, unknown } = byOurWords(fields, names.createPassenger);
  const parsed = PassengerFields.safeParse(known);
  if (!parsed.success) return { misfits: misfitsOf(parsed.error, names.createPassenger, `${path}.`) };
  const { price, ...facts } = parsed.data;
  return {
    facts: { ...facts, ticketPrice: price },
    anomalies: [
      ...unknownFields(unknown, `${path}.`),
      ...unknownType(`${path}.${names.createPassenger.type}`, facts.type),
    ],
  };
}

const KNOWN_TYPES: readonly string[] = Object.values(SHIP_WORDS.passengerType);

/** Kept as it is; what is not a short code might be personal, and is not quoted. */
function unknownType(path: string, type: string): CallAnomaly[] {
  if (KNOWN_TYPES.includes(type)) return [];
  return [{ code: 'UNKNOWN_VALUE', path, value: /^\w{1,8}$/.test(type) ? type : '' }];
}

function createFacts(fields: z.output<typeof RequestFields>, passengers: readonly PassengerFacts[]): CreateFacts {
  return {
    orderId: fields.orderId,
    date: fields.date,
    time: fields.time,
    from: {
      cityCode: fields.fromCityCode,
      cityName: fields.fromCityName,
      portCode: fields.fromPortCode,
      portName: fields.fromPortName,
    },
    to: {
      cityCode: fields.toCityCode,
      cityName: fields.toCityName,
      portCode: fields.toPortCode,
      portName: fields.toPortName,
    },
    scheduleId: fields.scheduleId,
    goodsId: fields.goodsId,
    seatGrade: fields.seatGrade,
    ticketCount: fields.ticketCount,
    total: fields.total,
    tradeNumber: fields.tradeNumber,
    contact: {
      name: fields.contactName,
      mobile: fields.contactMobile,
      documentType: fields.contactDocumentType,
      documentNumber: fields.contactDocumentNumber,
    },
    passengers,
    extension: fields.extension,
  };
}

function checkSailing({ date, time, passengers }: CreateFacts, names: ShipNames): Misfit[] {
  const ids = passengers.flatMap((each) => (each.id === null ? [] : [each.id]));
  return [
    ...(isTime(`${date} ${time}`)
      ? []
      : [{ path: `${names.createRequest.date}, ${names.createRequest.time}`, message: 'is no time of the calendar' }]),
    ...(new Set(ids).size === ids.length
      ? []
      : [{ path: names.createRequest.passengers, message: `has the same ${names.createPassenger.id} twice` }]),
  ];
}

function isTime(value: string): boolean {
  try {
    parseTopTime(value);
    return true;
  } catch {
    return false;
  }
}
