import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** A process of this repository that is started again when it dies. */
export interface Supervised {
  /** Ends it for good; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface SuperviseOptions {
  readonly name: string;
  /** Its entry file, from the repository's root. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** One line of its output. */
  readonly onLine: (line: string) => void;
  /** Exit codes that mean "do not try again": the process said why. */
  readonly onGiveUp: (code: number) => void;
}

/** Rest before a restart, in milliseconds; doubles up to 16 s while starts keep failing. */
const FIRST_REST_MS = 500;
/** A process that ran this long before dying was healthy, in milliseconds. */
const HEALTHY_MS = 10_000;
/** How long a process may take to stop before it is killed, in milliseconds. */
const STOP_WITHIN_MS = 10_000;

/** Starts a process and keeps it running, as a service manager would. */
export function supervise({ name, file, environment, onLine, onGiveUp }: SuperviseOptions): Supervised {
  let child: ChildProcess;
  let stopping = false;
  let restMs = FIRST_REST_MS;
  let ended: Promise<void>;

  const start = () => {
    if (stopping) return;
    const startedAt = Date.now();
    child = spawn(process.execPath, ['--conditions=source', file], {
      cwd: REPOSITORY,
      env: { ...process.env, ...environment },
      // The channel is never spoken on: it tells the process when the demonstration is gone, however it went.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: Ctrl-C in the terminal is for the demonstration, which stops the rest in order.
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) if (stream) eachLine(stream, onLine);
    ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        if (stopping) return;
        if (code === 1) return onGiveUp(code);
        if (Date.now() - startedAt > HEALTHY_MS) restMs = FIRST_REST_MS;
        onLine(`${name} ended (${signal ?? code}); starting it again in ${restMs} ms`);
        setTimeout(start, restMs);
        restMs = Math.min(restMs * 2, 16_000);
      });
    });
  };
  start();

  return {
    stop: async () => {
      stopping = true;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line) onLine(line);
  });
}
