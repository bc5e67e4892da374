import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** What the subscribers' process is told. */
export interface FanoutLoad {
  readonly port: number;
  readonly subscribers: number;
  /** Subscribers take turns with them. */
  readonly tokens: readonly string[];
  /** The operation they subscribe to. */
  readonly payload: object;
  /** Where events are made through the core; null when the server is told to broadcast. */
  readonly databaseUrl: string | null;
  /** Number of the first event; orders are named by it, so it must be new. */
  readonly firstEvent: number;
  /** Events per second when latency is measured. */
  readonly perSecond: number;
  readonly saturation: { readonly burst: number; readonly bursts: number };
  /** Length of each phase. */
  readonly seconds: number;
}

/** What they saw. */
export interface FanoutResult {
  /** Milliseconds from message to subscriber at the fixed rate. */
  readonly p50: number;
  readonly p99: number;
  /** Messages that arrived per second, over all subscribers, at saturation. */
  readonly perSecond: number;
  /** Size of a message. */
  readonly bytes: number;
  readonly lastEvent: number;
}

/** Runs subscribers and producer in a process of their own. */
export async function runFanout(load: FanoutLoad): Promise<FanoutResult> {
  const file = new URL('./generator.ts', import.meta.url);
  const child = spawn(process.execPath, ['--conditions=source', file.pathname], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(load));
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (child.exitCode !== 0) throw new Error(`The subscribers ended with code ${child.exitCode}.`);
  return JSON.parse(output) as FanoutResult;
}
