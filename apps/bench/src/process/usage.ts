import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of one tick in which Linux counts CPU time. */
const TICK_MS = 10;

/** CPU time that a process has used, in milliseconds; NaN where there is no `/proc`. */
export function cpuMs(pid: number): number {
  const [user, system] = ticks(pid).slice(11, 13);
  return ((user ?? NaN) + (system ?? NaN)) * TICK_MS;
}

/** CPU time of a process and all its children, living or gone, in milliseconds: a PostgreSQL with its backends. */
export function familyCpuMs(pid: number): number {
  const [user = NaN, system = NaN, goneUser = NaN, goneSystem = NaN] = ticks(pid).slice(11, 15);
  return (
    (user + system + goneUser + goneSystem) * TICK_MS +
    children(pid).reduce((sum, child) => sum + (cpuMs(child) || 0), 0)
  );
}

/** Resident memory of a process in MiB; NaN where there is no `/proc`. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? NaN) / 1024;
}

/** The numbers of `/proc/<pid>/stat` after the process' name, which may hold anything. */
function ticks(pid: number): number[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

function children(pid: number): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((child) => ticks(child)[1] === pid);
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
