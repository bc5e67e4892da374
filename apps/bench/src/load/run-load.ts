import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { cpuMs, familyCpuMs } from '../process/usage.ts';

/** What the load generator is told. */
export interface Load {
  readonly url: string;
  /** Connections cycle through them. */
  readonly requests: readonly { readonly body: string; readonly headers: Readonly<Record<string, string>> }[];
  readonly connections: number;
  readonly warmupSeconds: number;
  readonly seconds: number;
}

/** What it saw. */
export interface LoadResult {
  readonly perSecond: number;
  readonly total: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Mean size of an answer with its headers. */
  readonly bytes: number;
  /** Answers that were no success. */
  readonly failed: number;
}

/** With the CPU time that a request took, in microseconds; NaN where the system does not tell. */
export interface MeasuredLoad extends LoadResult {
  readonly serverMicros: number;
  readonly postgresMicros: number;
}

/** Runs load from a process of its own, and counts the CPU time of the server and of PostgreSQL meanwhile. */
export async function runLoad(
  load: Load,
  pids: { readonly server: number; readonly postgres: number },
): Promise<MeasuredLoad> {
  const file = new URL('./http-load.ts', import.meta.url);
  const child = spawn(process.execPath, ['--conditions=source', file.pathname], {
    stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
  });
  const used = (): [number, number] => [cpuMs(pids.server), familyCpuMs(pids.postgres)];
  let before = used();
  child.once('message', () => (before = used()));
  if (!child.stdin || !child.stdout) throw new Error('The load generator has no standard streams.');
  child.stdin.end(JSON.stringify(load));
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const after = used();
  const result = JSON.parse(output) as LoadResult;
  const micros = (which: 0 | 1): number => ((after[which] - before[which]) * 1_000) / result.total;
  return { ...result, serverMicros: micros(0), postgresMicros: micros(1) };
}
