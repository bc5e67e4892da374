import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Logger } from '../logger.ts';
import { commandAs, type ServerUser } from './server-user.ts';

/** A running PostgreSQL server. */
export interface ServerProcess {
  /** Fast shutdown, and after four seconds an immediate one, from which the next start recovers. */
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly postgres: string;
  readonly cluster: string;
  readonly user: ServerUser;
  readonly port: number;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly logger: Logger;
}

/** What the server said before it ended instead of starting. */
export interface FailedLaunch {
  readonly output: string;
}

const FAST_MS = 4_000;

/** Launches the server and waits until it accepts connections. */
export async function launchServer(options: LaunchOptions): Promise<ServerProcess | FailedLaunch> {
  const { postgres, cluster, user, port, settings, logger } = options;
  const own = { ...settings, port, listen_addresses: '127.0.0.1', unix_socket_directories: '', lc_messages: 'C' };
  const flags = Object.entries(own).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = commandAs(user, postgres, ['-D', cluster, ...flags]);
  const child = spawn(command.file, command.args, {
    ...command.options,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C in the terminal is for the hub, which stops the server last.
    detached: true,
  });
  const lines: string[] = [];
  const { promise, resolve } = Promise.withResolvers<ServerProcess | FailedLaunch>();
  let started = false;
  let stopping = false;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (started) logger.debug({ line }, 'PostgreSQL');
    else lines.push(line);
    if (line.includes('database system is ready to accept connections')) {
      started = true;
      resolve({
        stop() {
          stopping = true;
          return stop(child);
        },
      });
    }
  });
  child.on('error', (error) => resolve({ output: error.message }));
  child.on('close', (code, signal) => {
    resolve({ output: lines.join('\n') });
    if (started && !stopping) logger.error({ code, signal, directory: cluster }, 'The embedded PostgreSQL has ended');
  });
  return promise;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), FAST_MS);
  await ended;
  clearTimeout(timer);
}
