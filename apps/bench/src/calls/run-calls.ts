import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { CallKind } from './ship-call.ts';

/** What the caller is told. */
export interface CallLoad {
  /** Of the shop: `http://…/qimen/<shop>`. */
  readonly url: string;
  readonly kind: CallKind;
  /** Calls under way at a time, each on a connection of its own. */
  readonly connections: number;
  readonly seconds: number;
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

/** Calls from a process of its own. */
export async function runCalls(load: CallLoad): Promise<CallResult> {
  const file = new URL('./call-load.ts', import.meta.url);
  const child = spawn(process.execPath, ['--conditions=source', file.pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return JSON.parse(output) as CallResult;
}
