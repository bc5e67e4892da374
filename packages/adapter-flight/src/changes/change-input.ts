import { z } from 'zod';

const orderReference = z.string().regex(/^\d{1,30}$/, 'must be an id of the channel: digits only');
const changeReference = z.string().trim().min(1).max(64);

const airport = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'must be the code of an airport, for example PKX');

/** As text, because an input is kept as JSON. */
const instant = z
  .union([z.date(), z.iso.datetime({ offset: true }).transform((written) => new Date(written))])
  .transform((at) => at.toISOString());

/** A flight that one of the route is changed to. */
const Target = z.strictObject({
  /** Id of the segment that is changed. */
  segment: z.string().trim().min(1).max(64),
  /** As sold, for example CZ8957. */
  flightNumber: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z0-9]{2}\d{1,4}[A-Z]?$/, 'must be a flight number, for example CZ8957'),
  departure: instant,
  departureAirport: airport,
  arrivalAirport: airport,
  /** Booking class; the one that is held now when absent. */
  cabin: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]\d?$/, 'must be a booking class, for example Y')
    .nullish()
    .transform((given) => given ?? null),
});
/** The same, validated. */
export type ChangeTarget = z.output<typeof Target>;

/** What is to be changed to what. */
export const RequestChangeInput = z.strictObject({
  orderReference,
  /** Whose tickets; null for everybody who has some. */
  itemReferences: z
    .array(z.string().trim().min(1).max(64))
    .min(1)
    .max(20)
    .refine((given) => new Set(given).size === given.length, 'must name each one once')
    .nullish()
    .transform((given) => given ?? null),
  segments: z
    .array(Target)
    .min(1, 'must be at least one flight')
    .max(8)
    .refine(
      (given) => new Set(given.map(({ segment }) => segment)).size === given.length,
      'must name each segment once',
    ),
});
/** The same, validated. */
export type RequestChangeInput = z.output<typeof RequestChangeInput>;

/** A change of an order. */
export const ChangeInput = z.strictObject({ orderReference, changeReference });
/** The same, validated. */
export type ChangeInput = z.output<typeof ChangeInput>;

/** A quote that is confirmed. */
export const ConfirmChangeInput = z.strictObject({
  /** The quote's id. */
  quote: z.uuid(),
});
/** The same, validated. */
export type ConfirmChangeInput = z.output<typeof ConfirmChangeInput>;
