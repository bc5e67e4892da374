import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { cpuMs, familyCpuMs } from '../process/usage.ts';
import type { CallKind } from './ship-call.ts';

/** What the caller is told. */
export interface CallLoad {
  /** Of the shop: `http://…/qimen/<shop>`. */
  readonly url: string;
  readonly kind: CallKind;
  /** Calls under way at a time, each on a connection of its own. */
  readonly connections: number;
  readonly seconds: number;
  /** Most calls; as many as there is time for when left out. */
  readonly most?: number;
  /** Number of the first order; each call takes the next. */
  readonly from: number;
  /** Orders to go round in; every call another one when left out. */
  readonly orders?: number;
}

/** What it saw. */
export interface CallResult {
  readonly perSecond: number;
  readonly total: number;
  /** Time until the answer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** Answers that were no success; the channel would have lost the order. */
  readonly failed: number;
  /** One of them, for a person. */
  readonly example: string | null;
}

/** With the CPU time that a call took, in milliseconds; NaN where the system does not tell. */
export interface MeasuredCalls extends CallResult {
  readonly hubMs: number;
  readonly postgresMs: number;
}

/** Calls from a process of its own, and the CPU time of the hub and of PostgreSQL meanwhile. */
export async function runCalls(
  load: CallLoad,
  pids: { readonly hub: number; readonly postgres: number },
): Promise<MeasuredCalls> {
  const file = new URL('./call-load.ts', import.meta.url);
  const child = spawn(process.execPath, ['--conditions=source', file.pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
  const before = [cpuMs(pids.hub), familyCpuMs(pids.postgres)] as const;
  child.stdin.end(JSON.stringify(load));
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (output === '') throw new Error('The caller ended without a result.');
  const result = JSON.parse(output) as CallResult;
  return {
    ...result,
    hubMs: (cpuMs(pids.hub) - before[0]) / result.total,
    postgresMs: (familyCpuMs(pids.postgres) - before[1]) / result.total,
  };
}
