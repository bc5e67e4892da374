import type { Clock } from '../clock.ts';
import { topError } from '../gateway/top-error.ts';
import type { TopError } from '../gateway/top-error.ts';
import type { Random } from '../random.ts';
import { FaultSettings } from './settings.ts';
import type { CallFault, FaultSettingsInput, QimenFault } from './settings.ts';

/** A fault that acts on a call which has passed the checks. */
export type DispatchFault = Exclude<CallFault, { kind: 'error' | 'throttle' }>;

/** The faults of a sandbox: what is on, and what it does to the next call or message. */
export interface Faults {
  settings(): FaultSettings;
  /** Replaces all faults; a running ban stays. */
  set(settings: FaultSettingsInput): FaultSettings;
  /** Switches everything off, bans too. */
  clear(): FaultSettings;
  /** The error with which flow control answers a call of this method. */
  flowControl(method: string): TopError | undefined;
  /** The error with which the permission check answers a call of this method, where one is injected. */
  permission(method: string): TopError | undefined;
  /** The fault that hits this call. */
  dispatch(method: string): DispatchFault | undefined;
  /** The faults that hit a call of this method to a merchant. */
  qimen(method: string): readonly QimenFault[];
  /** Addresses that may call; undefined when every address may. */
  whiteList(): readonly string[] | undefined;
}

interface Ban {
  readonly until: number;
  readonly subCode: string;
}

/** No faults at first. */
export function createFaults(clock: Clock, random: Random): Faults {
  let settings = FaultSettings.parse({});
  const bans = new Map<string, Ban>();

  const strike = <Kind extends CallFault['kind']>(
    method: string,
    kinds: readonly Kind[],
    fits: (fault: Extract<CallFault, { kind: Kind }>) => boolean = () => true,
  ): Extract<CallFault, { kind: Kind }> | undefined => {
    for (const fault of settings.calls) {
      if (!isOf(fault, kinds) || !isFor(fault, method) || !fits(fault)) continue;
      if (!random.chance(fault.rate)) continue;
      use(fault);
      return fault;
    }
    return undefined;
  };

  /** Takes one off the fault's count, and the fault away after its last. */
  const use = (fault: CallFault | QimenFault): void => {
    if (fault.count === undefined) return;
    fault.count -= 1;
    if (fault.count > 0) return;
    settings = {
      ...settings,
      calls: settings.calls.filter((other) => other !== fault),
      qimen: settings.qimen.filter((other) => other !== fault),
    };
  };

  return {
    settings: () => structuredClone(settings),
    set(input) {
      settings = FaultSettings.parse(input);
      return structuredClone(settings);
    },
    clear() {
      bans.clear();
      settings = FaultSettings.parse({});
      return structuredClone(settings);
    },
    flowControl(method) {
      const throttle = bans.has(method) ? undefined : strike(method, ['throttle']);
      if (throttle)
        bans.set(method, { until: clock.now().getTime() + throttle.seconds * 1000, subCode: throttle.subCode });
      const ban = bans.get(method);
      if (ban && ban.until > clock.now().getTime()) return banned(ban, clock.now().getTime());
      bans.delete(method);
      const error = strike(method, ['error'], ({ code }) => !PERMISSION_CODES.has(code));
      return error && topError(error.code, error.subCode, error.subMsg);
    },
    permission(method) {
      const error = strike(method, ['error'], ({ code }) => PERMISSION_CODES.has(code));
      return error && topError(error.code, error.subCode, error.subMsg);
    },
    dispatch: (method) => strike(method, DISPATCHED),
    qimen(method) {
      const struck = settings.qimen.filter((fault) => isFor(fault, method) && random.chance(fault.rate));
      for (const fault of struck) use(fault);
      return struck;
    },
    whiteList: () => settings.whiteList ?? undefined,
  };
}

/** Codes of the permission check: rights of the app, the user and the partner, and a request that is forbidden. */
const PERMISSION_CODES: ReadonlySet<number> = new Set([11, 12, 13, 42]);

const DISPATCHED = [
  'late-answer',
  'lost-answer',
  'lost-request',
  'timeout-after-effect',
  'timeout-before-effect',
  'timeout-without-effect',
  'truncated',
  'unknown-field',
  'unknown-status',
] as const satisfies readonly DispatchFault['kind'][];

function isFor(fault: CallFault | QimenFault, method: string): boolean {
  return fault.method === '*' || fault.method === method;
}

function isOf<Kind extends CallFault['kind']>(
  fault: CallFault,
  kinds: readonly Kind[],
): fault is Extract<CallFault, { kind: Kind }> {
  return (kinds as readonly string[]).includes(fault.kind);
}

function banned(ban: Ban, now: number): TopError {
  const left = Math.max(1, Math.ceil((ban.until - now) / 1000));
  return topError(7, ban.subCode, `This ban will last for ${left} more seconds`);
}
