import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** One line of the hub's log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [key: string]: unknown;
}

/** The real hub process, as a merchant starts it. */
export interface HubProcess {
  readonly url: string;
  readonly lines: readonly LogLine[];
  /** Everything it printed, for looking for secrets. */
  output(): string;
  /** Kills it and waits until it is gone. Resolves to the exit code, null after a signal. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Lets go of it, as a parent does that dies, and waits until it is gone. */
  abandon(): Promise<number | null>;
}

/** How a start ended that did not come up. */
export class HubDidNotStart extends Error {
  readonly exitCode: number | null;

  constructor(exitCode: number | null, output: string) {
    super(output);
    this.name = 'HubDidNotStart';
    this.exitCode = exitCode;
  }
}

/**
 * Starts the hub on any free port and waits until it says that it is ready.
 * @param interruption a signal that it gets when it says something during its start
 */
export async function startHubProcess(
  environment: Readonly<Record<string, string>>,
  interruption?: { readonly endAt: string; readonly signal: 'SIGTERM' },
): Promise<HubProcess> {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=source', ENTRY], {
    env: { ...withoutHubSettings(process.env), PORT: '0', INTERLINE_LOG_LEVEL: 'debug', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const lines: LogLine[] = [];
  const gone = once(child, 'exit').then(([code]) => code as number | null);
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        const parts = (rest + chunk).split('\n');
        rest = parts.pop() ?? '';
        for (const part of parts) {
          const line = readLine(part);
          lines.push(line);
          if (interruption && line.msg.startsWith(interruption.endAt)) child.kill(interruption.signal);
          if (line.msg.startsWith('Interline is ready')) resolve(String(line['url']));
        }
      });
    }
    void gone.then((code) => reject(new HubDidNotStart(code, output)));
  });
  return {
    url,
    lines,
    output: () => output,
    end: async (signal) => {
      child.kill(signal);
      return gone;
    },
    abandon: async () => {
      child.disconnect();
      return gone;
    },
  };
}

function readLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { level: 50, msg: text };
  }
}

/** The settings of the machine that runs the tests must not leak into the hub under test. */
function withoutHubSettings(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => !/^(INTERLINE_|TOP_|PORT$|HOST$|DATABASE_URL$|NODE_ENV$|NODE_OPTIONS$)/.test(name),
    ),
  );
}
