import { openBenchPostgres } from './bench-postgres.ts';
import type { BenchPostgres } from './bench-postgres.ts';
import { busyCalls } from './calls/busy-calls.ts';
import { calls } from './calls/calls.ts';
import { fanout } from './fanout/fanout.ts';
import { ingest } from './ingest/ingest.ts';
import { readOptions, USAGE } from './options.ts';
import type { BenchOptions, Part } from './options.ts';
import { pages } from './pages/pages.ts';
import { reads } from './reads/reads.ts';
import { soak } from './soak/soak.ts';
import { start } from './start/start.ts';
import { isMet, renderGoals, renderReport } from './report.ts';
import type { Goal, Report } from './report.ts';

const RUN: Readonly<Record<Part, (postgres: BenchPostgres, options: BenchOptions) => Promise<Report>>> = {
  reads,
  pages,
  ingest,
  calls,
  busy: busyCalls,
  fanout,
  start,
  soak,
};

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const postgres = await openBenchPostgres();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // The servers end with this process; PostgreSQL and its directory would stay behind.
    process.once(signal, () => void postgres.close().finally(() => process.exit(130)));
  }
  const goals: Goal[] = [];
  try {
    for (const part of options.parts) {
      console.error(`${part} …`);
      const report = await RUN[part](postgres, options);
      console.log(renderReport(report));
      goals.push(...report.goals);
    }
  } finally {
    await postgres.close();
  }
  console.log(renderGoals(goals));
  if (!goals.every(isMet)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error, `\n\n${USAGE}`);
  process.exitCode = 1;
});
