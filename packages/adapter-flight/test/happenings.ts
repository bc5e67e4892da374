import fc from 'fast-check';

/** What may happen at a desk that buys flights, in any order and number. */
export type Happening =
  /** Somebody wishes for something, `atOnce` times with one key, and calls for it break. */
  | {
      readonly kind: 'book' | 'pay' | 'close' | 'change';
      readonly key: number;
      readonly atOnce: number;
      readonly breakages: readonly Breakage[];
    }
  | { readonly kind: 'price'; readonly what: 'refund' | 'change'; readonly passenger: number }
  | {
      readonly kind: 'confirm';
      readonly key: number;
      readonly which: number;
      readonly atOnce: number;
      readonly breakages: readonly Breakage[];
    }
  /** The airlines go on with one thing of those that they may do, by its place among them. */
  | { readonly kind: 'play'; readonly place: number }
  | { readonly kind: 'work'; readonly workers: number }
  /** A worker whose connection to the database is cut at a statement. */
  | { readonly kind: 'kill'; readonly at: (typeof DEADLY_STATEMENTS)[number] }
  | { readonly kind: 'post'; readonly fate: (typeof MESSAGE_FATES)[number] }
  | { readonly kind: 'wait'; readonly seconds: number };

/** What becomes of a changing call. */
export interface Breakage {
  readonly fault: (typeof FAULTS)[number];
  /** How late an effect is, as a share of the longest that the command reckons with. */
  readonly lateness: number;
}

const FAULTS = [
  'lost-answer',
  'lost-request',
  'truncated',
  'timeout-after-effect',
  'timeout-without-effect',
  // The worst of them comes most often.
  'timeout-before-effect',
  'timeout-before-effect',
  'timeout-before-effect',
] as const;
/** Before the request leaves, after its effect, and around every write of what was heard. */
const DEADLY_STATEMENTS = [
  'command.mark_sent',
  'command.settle',
  'command.postpone',
  'quote.insert',
  'apply.lock',
  'sync.finish',
] as const;
const MESSAGE_FATES = ['delivered', 'doubled', 'reversed', 'halved', 'lost'] as const;

const asked = {
  key: fc.constantFrom(0, 0, 1),
  atOnce: fc.constantFrom(1, 1, 3),
  breakages: fc.array(
    fc.record({ fault: fc.constantFrom(...FAULTS), lateness: fc.double({ min: 0.02, max: 0.9, noNaN: true }) }),
    { maxLength: 2 },
  ),
};

/** Anything of it. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('book', 'pay', 'pay', 'close', 'change'), ...asked }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('price'),
      what: fc.constantFrom('refund', 'change'),
      passenger: fc.nat({ max: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('confirm'), which: fc.nat({ max: 2 }), ...asked }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('play'), place: fc.nat({ max: 999 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('work'), workers: fc.integer({ min: 1, max: 2 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('kill'), at: fc.constantFrom(...DEADLY_STATEMENTS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('post'), fate: fc.constantFrom(...MESSAGE_FATES) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), seconds: fc.constantFrom(1, 30, 60, 61, 240, 301) }) },
);
