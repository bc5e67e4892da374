import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

/** What a reservation system was asked. */
export interface SeenQuestion {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether the signature is that of the secret. */
  readonly signed: boolean;
}

/** What it does with a question: an answer with HTTP 200, another status, or nothing at all. */
export type Reaction =
  | {
      readonly answer: unknown;
      /** What is waited for before it is given. */
      readonly after?: Promise<unknown>;
    }
  | { readonly status: number }
  | { readonly text: string }
  | 'hangs up'
  | 'never answers';

/** A merchant's reservation system that does what it is told. */
export interface ReservationSystem {
  readonly url: string;
  readonly secret: string;
  readonly seen: readonly SeenQuestion[];
  /** What it does with the next questions, one after the other; the last goes on. */
  react(...reactions: readonly Reaction[]): void;
  close(): Promise<void>;
}

const Question = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });

export async function openReservationSystem(): Promise<ReservationSystem> {
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  const seen: SeenQuestion[] = [];
  let reactions: readonly Reaction[] = [];
  const server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const id = String(request.headers['webhook-id']);
      const at = new Date(Number(request.headers['webhook-timestamp']) * 1_000);
      const signed = new Webhook(secret).sign(id, at, body) === request.headers['webhook-signature'];
      seen.push({ id, signed, ...Question.parse(JSON.parse(body)) });
      const [reaction = 'never answers', ...rest] = reactions;
      if (rest.length > 0) reactions = rest;
      if (reaction === 'hangs up') request.socket.destroy();
      else if (reaction !== 'never answers') {
        response.statusCode = 'status' in reaction ? reaction.status : 200;
        const body = 'text' in reaction ? reaction.text : JSON.stringify('answer' in reaction ? reaction.answer : {});
        void Promise.resolve('after' in reaction ? reaction.after : null).then(() => response.end(body));
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/reservations`,
    secret,
    seen,
    react: (...next) => {
      reactions = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
