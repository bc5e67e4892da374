import type { ShipNames } from '@interline/adapter-ship/wire';
import { Agent } from 'undici';
import type { QimenFault } from '../../faults/settings.ts';
import type { ShipContext } from '../context.ts';
import type { ShipOrder } from '../order.ts';
import { isSettling, readAnswer } from './answer.ts';
import type { QimenAnswer } from './answer.ts';
import { contradicting } from './fields.ts';
import type { CallFields } from './fields.ts';
import { send } from './send.ts';
import type { CutWhen, SignedRequest } from './send.ts';
import { createCallSigner } from './sign-call.ts';

/** A method that the platform calls at the merchant. */
export type QimenMethod = Extract<
  keyof ShipNames['method'],
  'orderCreate' | 'orderConfirm' | 'orderQuery' | 'returnQuery' | 'returnConfirm'
>;

/** A call that was made, and what came back. */
export interface MadeCall {
  /** 1 for the first of the run. */
  readonly number: number;
  /** When it was sent, as an ISO instant. */
  readonly time: string;
  readonly order: string;
  readonly method: string;
  /** `call`: the platform's own. `again`: it got no answer before. The others are faults; their answers change nothing. */
  readonly purpose: 'call' | 'again' | QimenFault['kind'];
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** The answer as text. */
  readonly text: string | null;
  readonly success: boolean | null;
  readonly code: string | null;
  /** Why there is no answer. */
  readonly problem: string | null;
}

/** Calls merchants as the platform does. */
export interface QimenCaller {
  /** Calls until an answer comes that settles it; undefined when none came. One call of an order at a time. */
  call(order: ShipOrder, method: QimenMethod, fields: CallFields): Promise<QimenAnswer | undefined>;
  /** What was called in this run, oldest first; the last 10,000 calls. */
  calls(): readonly MadeCall[];
  /** Cuts what is under way; from now on no call is answered. */
  close(): Promise<void>;
}

const CALLS_KEPT = 10_000;

/** A caller over connections of its own. */
export function createQimenCaller({ clock, ledger, faults, names, settings, shops }: ShipContext): QimenCaller {
  const dispatcher = new Agent();
  const made: MadeCall[] = [];
  const sign = createCallSigner({ clock, names, settings, shops });
  let numbers = 0;

  const make = async (
    order: ShipOrder,
    method: QimenMethod,
    signed: SignedRequest | undefined,
    purpose: MadeCall['purpose'],
    cut?: CutWhen,
  ): Promise<QimenAnswer | undefined> => {
    if (!signed) return undefined;
    const time = clock.now().toISOString();
    numbers += 1;
    const number = numbers;
    const waitMs = settings.settings().waitSeconds * 1000;
    const sent = await send(signed, { dispatcher, clock, waitMs, ...(cut === undefined ? {} : { cut }) });
    const answer = 'text' in sent && sent.status === 200 ? readAnswer(sent.text, names) : undefined;
    const about = { order: String(order.id), method: names.method[method] };
    made.push({
      number,
      time,
      ...about,
      purpose,
      url: signed.url,
      headers: signed.headers,
      body: signed.body,
      status: 'status' in sent ? sent.status : null,
      text: 'text' in sent ? sent.text : null,
      success: answer?.success ?? null,
      code: answer?.code ?? null,
      problem: 'problem' in sent ? sent.problem : answer ? null : 'the answer cannot be read',
    });
    if (made.length > CALLS_KEPT) made.shift();
    ledger.append({
      kind: 'call',
      shop: order.shop,
      order: about.order,
      subOrder: null,
      what: about.method,
      from: null,
      to: answer?.code ?? null,
      cause: purpose === 'call' || purpose === 'again' ? 'platform' : `fault:${purpose}`,
    });
    return answer && isSettling(answer) ? answer : undefined;
  };

  return {
    async call(order, method, fields) {
      const struck = faults.qimen(names.method[method]);
      for (const fault of struck) await makeStrangersCall(fault);
      const cut = struck.find((fault) => fault.kind === 'cut');
      const concurrent = struck.find((fault) => fault.kind === 'concurrent');
      const { attempts, repeatSeconds } = settings.settings();
      let signed = sign(order, method, fields);
      let answer: QimenAnswer | undefined;
      for (let attempt = 1; attempt <= attempts && !answer; attempt += 1) {
        if (attempt === 1) {
          const copies = concurrent ? makeCopies(signed, concurrent) : [];
          const own = make(order, method, signed, 'call', cut?.when);
          const answers = await Promise.all([own, ...copies]);
          answer = cut ? undefined : answers.find((each) => each !== undefined);
        } else {
          if (repeatSeconds > 0) await pause(repeatSeconds * 1000);
          signed = sign(order, method, fields);
          answer = await make(order, method, signed, 'again');
        }
      }
      for (const fault of struck) await makeRepeats(fault, signed, answer);
      return answer;

      function makeCopies(
        first: SignedRequest | undefined,
        { times, sameSecond }: Extract<QimenFault, { kind: 'concurrent' }>,
      ) {
        return Array.from({ length: times - 1 }, () =>
          make(order, method, sameSecond ? first : sign(order, method, fields), 'concurrent'),
        );
      }

      async function makeStrangersCall(fault: QimenFault): Promise<void> {
        const strangers = strangersCall(fault);
        if (strangers) await make(order, method, strangers, fault.kind);
      }

      function strangersCall(fault: QimenFault): SignedRequest | undefined {
        if (fault.kind === 'no-sign') return sign(order, method, fields, { unsigned: true });
        if (fault.kind === 'bad-sign') return sign(order, method, fields, { secret: 'a guess' });
        if (fault.kind === 'stale') return sign(order, method, fields, { secondsAgo: fault.seconds });
        if (fault.kind === 'ahead') return sign(order, method, fields, { secondsAgo: -fault.seconds });
        if (fault.kind !== 'tampered') return undefined;
        const whole = sign(order, method, fields);
        return whole && { ...whole, body: whole.body.replace(/\d(?=\D*$)/, (digit) => (digit === '9' ? '8' : '9')) };
      }

      async function makeRepeats(
        fault: QimenFault,
        last: SignedRequest | undefined,
        answer: QimenAnswer | undefined,
      ): Promise<void> {
        if (fault.kind === 'replay') await make(order, method, last, 'replay');
        // After a failure another fee contradicts nothing: it is a new attempt.
        const isAttempt = method === 'returnConfirm' && answer?.success === false;
        if (fault.kind === 'contradict' && !isAttempt) {
          await make(order, method, sign(order, method, contradicting(fields, method, names)), 'contradict');
        }
        if (fault.kind !== 'repeat') return;
        for (let time = 0; time < fault.times; time += 1) {
          await make(order, method, sign(order, method, fields), 'repeat');
        }
      }
    },
    calls: () => made,
    close: () => dispatcher.destroy(),
  };

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      clock.schedule(ms, resolve);
    });
  }
}
