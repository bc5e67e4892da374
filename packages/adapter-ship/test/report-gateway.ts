import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** What the gateway is to do with the next call, in the place of answering it. */
export type NextAnswer =
  /** The report is taken, and the connection is cut before the answer. */
  | 'cut-after'
  /** The connection is cut before the report is taken. */
  | 'cut-before'
  /** A whole answer in JSON. */
  | { readonly says: object };

/**
 * A gateway that takes reports by the rules of 48054 and 48055: the first success is answered to every repeat. For what the
 * sandbox does not do: it shows each call byte for byte, and gives answers that no platform should. The rules themselves
 * are proven with the sandbox, in platform-reports.test.ts.
 */
export interface ReportGateway {
  readonly url: string;
  /** The parameter with the report of every call, as text, byte for byte. */
  readonly calls: readonly string[];
  /** What truly happened: one for each order and kind of report. */
  readonly effects: readonly string[];
  /** What happens to the next calls, one after the other. */
  next(...answers: readonly NextAnswer[]): void;
  close(): Promise<void>;
}

/** Starts one. */
export async function openReportGateway(): Promise<ReportGateway> {
  const calls: string[] = [];
  const taken = new Map<string, string>();
  const planned: NextAnswer[] = [];

  const answer = (form: URLSearchParams, response: ServerResponse): void => {
    const method = form.get('method') ?? '';
    const report = form.get('confirm_book_r_q') ?? form.get('confirm_refund_r_q') ?? '';
    calls.push(report);
    const plan = planned.shift();
    if (plan === 'cut-before') return void response.destroy();
    if (typeof plan === 'object') return void response.end(JSON.stringify(plan.says));
    const key = keyOf(method, report);
    if (!taken.has(key)) taken.set(key, report);
    if (plan === 'cut-after') return void response.destroy();
    const root = `${method.replaceAll('.', '_')}_response`;
    response.end(JSON.stringify({ [root]: { ret_success: true, ret_code: '0', ret_msg: 'ok', request_id: 'r' } }));
  };

  const server: Server = createServer((request, response) => {
    void text(request).then((body) => answer(new URLSearchParams(body), response));
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
  return {
    url: `http://127.0.0.1:${address.port}/router/rest`,
    calls,
    get effects() {
      return [...taken.keys()];
    },
    next: (...answers) => void planned.push(...answers),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}

/** A report of failure leaves the order open, so it is told apart from one of success. */
function keyOf(method: string, report: string): string {
  const { alitrip_order_id: order } = /"alitrip_order_id":"?(?<alitrip_order_id>\d+)/.exec(report)?.groups ?? {};
  const success = /"success":(true|false)/.exec(report)?.[1] ?? '';
  const ticket = /"agent_ticket_id":"([^"]*)"/.exec(report)?.[1] ?? '';
  return [method, order, success, ticket].filter(Boolean).join(' ');
}
