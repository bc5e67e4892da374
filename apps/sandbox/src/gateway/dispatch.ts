import type { Clock } from '../clock.ts';
import { withUnknownField, withUnknownStatus } from '../faults/distort.ts';
import type { DispatchFault } from '../faults/faults.ts';
import type { MethodResult, PreparedCall } from './method.ts';
import { timedOut } from './top-error.ts';

/** What goes back to the client of a call. */
export interface Reply {
  /** Undefined when the connection is cut instead of answered. */
  readonly result: MethodResult | undefined;
  readonly delayMs: number;
  /** True when only the first half of the body is sent. */
  readonly truncated: boolean;
}

/** Runs a call that passed the checks, as the fault wants it. */
export function dispatch(call: PreparedCall, fault: DispatchFault | undefined, clock: Clock): Reply {
  switch (fault?.kind) {
    case undefined:
      return reply(call.run());
    case 'late-answer':
      return reply(call.run(), fault.seconds);
    case 'lost-answer':
      call.run();
      return reply(undefined);
    case 'lost-request':
      return reply(undefined);
    case 'timeout-after-effect':
      call.run();
      return reply(call.timedOut ?? timedOut(), fault.seconds);
    case 'timeout-before-effect':
      clock.schedule(fault.seconds * 1000, () => call.run());
      return reply(call.timedOut ?? timedOut());
    case 'timeout-without-effect':
      return reply(call.timedOut ?? timedOut(), fault.seconds);
    case 'truncated':
      return { ...reply(call.run()), truncated: true };
    case 'unknown-field':
      return reply(distorted(call.run(), withUnknownField));
    case 'unknown-status':
      return reply(distorted(call.run(), call.withUnknownStatus ?? withUnknownStatus));
  }
}

function reply(result: MethodResult | undefined, seconds = 0): Reply {
  return { result, delayMs: seconds * 1000, truncated: false };
}

function distorted(result: MethodResult, change: typeof withUnknownField): MethodResult {
  return result.kind === 'answer' ? { ...result, fields: change(result.fields) } : result;
}
