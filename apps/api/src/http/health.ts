import type { ServerResponse } from 'node:http';
import type { Logger } from '@interline/core';
import { sendText } from './reply.ts';

/** Whether the hub can do its work, check by check. */
export interface Readiness {
  readonly ok: boolean;
  /** For example `{ database: true, migrations: false }`. */
  readonly checks: Readonly<Record<string, boolean>>;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** `/healthz`: the process is up. */
export function answerHealth(response: ServerResponse): void {
  sendText(response, 200, JSON_TYPE, '{"ok":true}');
}

/** `/readyz`: 200 when every check passes, else 503 with the checks. A check that throws is one that fails. */
export async function answerReadiness(
  response: ServerResponse,
  ready: () => Promise<Readiness>,
  logger: Logger,
): Promise<void> {
  const readiness = await ready().catch((error: unknown): Readiness => {
    logger.warn({ error: error instanceof Error ? error.name : typeof error }, 'the readiness check failed');
    return { ok: false, checks: {} };
  });
  sendText(response, readiness.ok ? 200 : 503, JSON_TYPE, JSON.stringify(readiness));
}
