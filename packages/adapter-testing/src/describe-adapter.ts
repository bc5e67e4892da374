import { describe, expect, it } from 'vitest';

import type { Adapter } from '@interline/core';

import type { AdapterHarness } from './adapter-harness.ts';
import { createLogRecorder } from './log-recorder.ts';
import { describeCalls } from './suite/calls.ts';
import { describeCommands } from './suite/commands.ts';
import { describeConvergence } from './suite/convergence.ts';
import { describeDossiers } from './suite/dossiers.ts';
import { describeMapping } from './suite/mapping.ts';
import { anyAdapter } from './suite/run.ts';
import type { SuiteSubject } from './suite/run.ts';
import { describeSchema } from './suite/schema.ts';
import { describeSession } from './suite/session.ts';

/**
 * The conformance suite: what every adapter must prove. Call it in a vitest file; it runs the hub's own
 * verbs on a database of its own against the simulator that the harness starts, on a clock that stands
 * still between steps.
 */
export function describeAdapter<Config, Connection, Builder>(
  adapter: Adapter<Config, Connection, Builder>,
  harness: AdapterHarness,
): void {
  const logs = createLogRecorder();
  const subject: SuiteSubject = { adapter: anyAdapter(adapter), harness, logs, canaries: new Set() };

  describe(`adapter ${adapter.name}`, () => {
    if ('dossiers' in harness) describeDossiers(subject, harness);
    else describeMapping(subject, harness);
    describeSchema(subject);
    if ('dossiers' in harness) describeCalls(subject);
    else describeConvergence(subject);
    describeCommands(subject);
    if (!('dossiers' in harness)) describeSession(subject);

    it('has written no secret and no personal data into any log of this suite', () => {
      const text = logs.text();
      expect(subject.canaries.size).toBeGreaterThan(2);
      expect([...subject.canaries].filter((canary) => text.includes(canary))).toEqual([]);
    });
  });
}
