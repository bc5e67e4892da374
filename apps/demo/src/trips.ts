import { diceOf } from './dice.ts';

/** A journey that somebody of the company has to make. */
export interface Trip {
  /** City codes. */
  readonly from: string;
  readonly to: string;
  /** Day of departure in China, `yyyy-MM-dd`. */
  readonly date: string;
  readonly travellers: readonly Traveller[];
}

interface Traveller {
  readonly name: string;
  readonly passport: string;
  readonly birthday: string;
}

/** A company with two offices and suppliers; the codes are those of cities. */
const ROUTES = [
  ['BJS', 'SHA'],
  ['SHA', 'CAN'],
  ['BJS', 'XMN'],
  ['HGH', 'SZX'],
  ['CTU', 'BJS'],
] as const;

const STAFF: readonly Traveller[] = [
  { name: 'LI/NA', passport: 'E20114711', birthday: '1986-04-12' },
  { name: 'WANG/WEI', passport: 'E20114712', birthday: '1979-11-30' },
  { name: 'ZHANG/MIN', passport: 'E20114713', birthday: '1991-07-05' },
  { name: 'CHEN/JIE', passport: 'E20114714', birthday: '1983-01-21' },
];

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;

/** The trip that is needed at a moment: the same moment needs the same trip, whoever asks and however often. */
export function tripNeededAt(moment: Date): Trip {
  const place = diceOf(moment.toISOString());
  const [from, to] = pick(ROUTES, place);
  const ahead = 7 + (Math.floor(place / 5) % 14);
  const date = new Date(moment.getTime() + CHINA_MS + ahead * DAY_MS).toISOString().slice(0, 10);
  const traveller = Math.floor(place / 70);
  // Two of them travel together now and then, so that one can give the ticket back and the other fly.
  const travellers = [traveller, ...(traveller % 3 === 0 ? [traveller + 1] : [])].map((one) => pick(STAFF, one));
  return { from, to, date, travellers };
}

function pick<Value>(values: readonly Value[], place: number): Value {
  const value = values[place % values.length];
  if (value === undefined) throw new RangeError('There is nothing to pick from.');
  return value;
}
