import { z } from 'zod';
import { Mix } from './control/inputs.ts';
import type { FlightSettingsInput } from './flight/settings.ts';
import type { ShipSettingsInput } from './ship/settings.ts';
import type { SandboxOptions } from './sandbox.ts';
import { DEFAULT_FLOW } from './vacation/flow.ts';

const number = (low: number, high: number) =>
  z.coerce.number(`must be a number from ${low} to ${high}`).min(low).max(high);

const whole = (low: number, high: number) => number(low, high).int(`must be a whole number from ${low} to ${high}`);

const MixText = z
  .string()
  .regex(/^\d+:[\d.]+(,\d+:[\d.]+)*$/, 'must be biz_type:weight pairs like 1:3,4:1')
  .transform((text) => Object.fromEntries(text.split(',').map(readWeight)))
  .pipe(Mix);

function readWeight(pair: string): [string, number] {
  const [bizType = '', weight] = pair.split(':');
  return [bizType, Number(weight)];
}

/** Environment of the sandbox process; the README lists the same names. */
const Environment = z.object({
  SANDBOX_PORT: whole(0, 65_535).default(4010),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  SANDBOX_SEED: whole(0, 2 ** 32 - 1).default(1),
  SANDBOX_AUTOPLAY: z.enum(['true', 'false']).default('true'),
  SANDBOX_RATE: number(0, 60_000).optional(),
  SANDBOX_MIX: MixText.optional(),
  SANDBOX_PACE: number(0.01, 86_400).optional(),
  SANDBOX_SELLER_CONSOLE: number(0, 1).optional(),
  SANDBOX_SELLER_SECONDS: number(1, 31_536_000).optional(),
  SANDBOX_SHOPS: z.string().min(1).optional(),
  SANDBOX_REDELIVER_SECONDS: number(0.1, 86_400).optional(),
  SANDBOX_SHIP_TARGET: z
    .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
    .optional(),
  SANDBOX_SHIP_RATE: number(0, 60_000).default(4),
  SANDBOX_STATE_FILE: z.string().optional(),
});

/**
 * Options of the process from its environment.
 *
 * @throws Error that names each variable that is wrong and what it must be.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): SandboxOptions {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = Environment.safeParse(set);
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the environment is not right. ${problems.join('; ')}`);
  }
  const config = read.data;
  const redeliver = config.SANDBOX_REDELIVER_SECONDS;
  return {
    port: config.SANDBOX_PORT,
    host: config.SANDBOX_HOST,
    seed: config.SANDBOX_SEED,
    autoplay: config.SANDBOX_AUTOPLAY === 'true',
    autoDeliveryMs: 2000,
    ...(config.SANDBOX_STATE_FILE === undefined ? {} : { stateFile: config.SANDBOX_STATE_FILE }),
    flow: defined({
      rate: config.SANDBOX_RATE,
      mix: config.SANDBOX_MIX,
      pace: config.SANDBOX_PACE,
      sellerConsole: config.SANDBOX_SELLER_CONSOLE,
      sellerSeconds: config.SANDBOX_SELLER_SECONDS,
      shops: config.SANDBOX_SHOPS?.split(','),
    }),
    flight: config.SANDBOX_AUTOPLAY === 'true' ? playedBy(config.SANDBOX_PACE ?? DEFAULT_FLOW.pace) : {},
    ship: {
      ...(config.SANDBOX_SHIP_TARGET === undefined ? {} : { target: config.SANDBOX_SHIP_TARGET }),
      ...(config.SANDBOX_AUTOPLAY === 'true'
        ? sailedBy(config.SANDBOX_SHIP_RATE, config.SANDBOX_PACE ?? DEFAULT_FLOW.pace)
        : {}),
    },
    ...(redeliver === undefined ? {} : { queueTimes: { unconfirmed: redeliver * 1000 } }),
  };
}

/** How platform and airlines behave when nobody plays them: a step takes about `pace` seconds, and some go wrong. */
function playedBy(pace: number): FlightSettingsInput {
  return {
    ticketingSeconds: pace,
    ticketingFailures: 0.05,
    reviewSeconds: pace,
    reviewRefusals: 0.1,
    refundSeconds: pace,
    supplements: 0.2,
    changeTicketingSeconds: pace,
    scheduleSeconds: pace * 15,
    priceSeconds: 1800,
  };
}

/** How buyers and the reservation system behave when nobody plays them: some tickets come later, some things are refused. */
function sailedBy(rate: number, pace: number): ShipSettingsInput {
  return {
    rate,
    pace,
    repeatSeconds: 2,
    orderRefusals: 0.05,
    ticketingSeconds: pace / 2,
    ticketingFailures: 0.05,
    refunds: 0.3,
    refundRefusals: 0.1,
  };
}

/** The entries that have a value. */
function defined<Values extends object>(values: Values): { [Name in keyof Values]?: NonNullable<Values[Name]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Values]?: NonNullable<Values[Name]> };
}
