import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a program to its end. @returns what it printed. @throws with what it said when it failed */
export async function runCommand(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await run(file, [...args], { env: { ...process.env, ...environment } })).stdout;
}
