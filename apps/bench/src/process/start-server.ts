import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';

/** A server process of the benchmark. */
export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** For messages. */
  readonly name: string;
  /** The file that Node runs. */
  readonly file: URL;
  /** Beside `PORT`, which is a free port, and the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The options of Node with which every server runs; `BENCH_PROFILE=directory` leaves a CPU profile of each. */
function nodeOptions(): string[] {
  const directory = process.env['BENCH_PROFILE'];
  return ['--conditions=source', ...(directory === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${directory}`])];
}

/** Starts a server and waits until it prints a line with the word "ready". */
export async function startServer({ name, file, environment }: ServerOptions): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeOptions(), file.pathname], {
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...environment, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const said: string[] = [];
  createInterface(child.stderr).on('line', (line) => keep(said, line));
  const ready = Promise.withResolvers<void>();
  createInterface(child.stdout).on('line', (line) => {
    keep(said, line);
    if (/\bready\b/i.test(line)) ready.resolve();
  });
  await Promise.race([ready.promise, exited]);
  if (child.exitCode !== null || child.pid === undefined) {
    throw new Error(`${name} did not start. It said:\n${said.join('\n')}`);
  }
  return {
    port,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      process.off('exit', kill);
    },
  };
}

/** Keeps the last lines: enough to tell why a server did not start. */
function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > 40) lines.shift();
}
