import fc from 'fast-check';

import type { QimenFault } from './sandbox.ts';

/** What may happen between the platform and a merchant who sells ferries, in any order and number. */
export type Happening =
  | { readonly kind: 'place'; readonly fate: Fate }
  /** The platform calls about an order; what is not possible of it now is not done. */
  | { readonly kind: 'call'; readonly what: (typeof CALLS)[number]; readonly order: number; readonly fate: Fate }
  /** The buyer gives tickets back: those of the places whose bit is set. */
  | { readonly kind: 'giveBack'; readonly order: number; readonly tickets: number; readonly fate: Fate }
  | ({ readonly kind: 'decide'; readonly accept: boolean } & Wish)
  | ({ readonly kind: 'decideRefund'; readonly accept: boolean; readonly which: number } & Wish)
  /** Tickets in one of two wordings, or a failure. */
  | ({ readonly kind: 'reportTickets'; readonly wording: 0 | 1 | 'failed' } & Wish)
  /** Of one ticket by its place, or of the whole order; in one of two amounts, or a failure. */
  | ({ readonly kind: 'reportRefund'; readonly ticket: number | 'all'; readonly wording: 0 | 1 | 'failed' } & Wish)
  /** What becomes of the next reports, also of those that are sent again. */
  | {
      readonly kind: 'break';
      readonly report: 'reportTickets' | 'reportRefund';
      readonly breakages: readonly Breakage[];
    }
  | { readonly kind: 'work'; readonly nodes: number }
  /** A worker that is killed at a statement, the first, second or third time. */
  | { readonly kind: 'kill'; readonly at: (typeof WORKERS_STATEMENTS)[number]; readonly nth: number }
  | { readonly kind: 'wait'; readonly seconds: number };

/** What somebody at the merchant's wishes for, so many times at once with one key. */
interface Wish {
  readonly order: number;
  readonly key: number;
  readonly atOnce: number;
  readonly breakages: readonly Breakage[];
}

/** What goes wrong with a call of the platform. */
export interface Fate {
  readonly fault: Plain<QimenFault> | null;
  /** Where the process that answers is killed; null: it lives. */
  readonly kill: { readonly at: (typeof CALLS_STATEMENTS)[number]; readonly nth: number } | null;
}

/** What becomes of a report at the gateway. */
export interface Breakage {
  readonly fault: (typeof FAULTS)[number];
  /** How late an effect is, in seconds. */
  readonly seconds: number;
}

type Plain<Fault> = Fault extends { readonly kind: infer Kind }
  ? { readonly kind: Kind; readonly times?: number }
  : never;

const CALLS = ['create', 'confirm', 'query', 'quoteRefund'] as const;
const FAULTS = [
  'lost-answer',
  'lost-request',
  'truncated',
  'timeout-after-effect',
  'timeout-without-effect',
  'error',
  'throttle',
  // The worst of them comes most often.
  'timeout-before-effect',
  'timeout-before-effect',
  'timeout-before-effect',
] as const;
/** Before the request leaves, and around every write of what was heard. */
const WORKERS_STATEMENTS = [
  'command.mark_sent',
  'command.mark_asked',
  'command.unmark_asked',
  'command.settle',
  'command.postpone',
  'dossier.read',
  'dossier.append',
  'apply.lock',
  'sync.finish',
] as const;
/** Around every write of what was called for. */
const CALLS_STATEMENTS = ['call.show_key', 'dossier.read', 'dossier.append', 'apply.lock'] as const;

const fate: fc.Arbitrary<Fate> = fc.record({
  fault: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Fate['fault']>(
        { kind: 'cut' },
        { kind: 'repeat', times: 2 },
        { kind: 'concurrent', times: 3 },
        { kind: 'replay' },
        { kind: 'bad-sign' },
        { kind: 'tampered' },
        { kind: 'stale' },
      ),
    },
  ),
  kill: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.record({ at: fc.constantFrom(...CALLS_STATEMENTS), nth: fc.integer({ min: 1, max: 3 }) }),
    },
  ),
});
const wish = {
  order: fc.constantFrom(0, 0, 1),
  key: fc.nat({ max: 1 }),
  atOnce: fc.constantFrom(1, 1, 3),
  breakages: fc.array(fc.record({ fault: fc.constantFrom(...FAULTS), seconds: fc.constantFrom(1, 20, 30, 50) }), {
    maxLength: 3,
  }),
};
const wording = fc.constantFrom<0 | 1 | 'failed'>(0, 0, 1, 'failed');

/** Anything of it. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('place'), fate }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('call'),
      what: fc.constantFrom('confirm', ...CALLS),
      order: wish.order,
      fate,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('giveBack'),
      order: wish.order,
      tickets: fc.integer({ min: 1, max: 7 }),
      fate,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('decide'), accept: fc.constantFrom(true, true, false), ...wish }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('decideRefund'),
      accept: fc.boolean(),
      which: fc.nat({ max: 1 }),
      ...wish,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('reportTickets'), wording, ...wish }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reportRefund'),
      ticket: fc.constantFrom<number | 'all'>(0, 0, 1, 2, 'all'),
      wording,
      ...wish,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('work'), nodes: fc.integer({ min: 1, max: 2 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('kill'),
      at: fc.constantFrom(...WORKERS_STATEMENTS),
      nth: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.constantFrom(1, 4, 10, 30, 61, 240) }) },
);

/** A report whose answer does not come, and whose repeat is not let through: a no that says nothing of the first. */
const lostReport: fc.Arbitrary<readonly Happening[]> = fc
  .record({
    lost: fc.constantFrom<Breakage>(
      { fault: 'lost-answer', seconds: 1 },
      { fault: 'timeout-before-effect', seconds: 20 },
      { fault: 'timeout-before-effect', seconds: 50 },
    ),
    ticket: fc.constantFrom<number | 'all' | null>(null, null, 0, 0, 1, 'all'),
    key: wish.key,
    wording,
  })
  .map(({ lost, ticket, key, wording: words }): readonly Happening[] => {
    const report = ticket === null ? 'reportTickets' : 'reportRefund';
    const about = { order: 0, key, atOnce: 1, breakages: [lost], wording: words };
    const submitted: Happening =
      ticket === null ? { kind: 'reportTickets', ...about } : { kind: 'reportRefund', ticket, ...about };
    return [
      submitted,
      { kind: 'kill', at: 'command.postpone', nth: 1 },
      { kind: 'break', report, breakages: [{ fault: 'error', seconds: 1 }] },
      { kind: 'wait', seconds: 61 },
      { kind: 'work', nodes: 1 },
    ];
  });

/** A history: mostly one thing after the other, now and then a dangerous order of things. */
export const history: fc.Arbitrary<readonly Happening[]> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: happening.map((one): readonly Happening[] => [one]) },
      { weight: 1, arbitrary: lostReport },
    ),
    { minLength: 20, maxLength: 40, size: 'max' },
  )
  .map((scenes) => scenes.flat());
