import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../../clock.ts';
import { BodyTooLarge, readBody } from '../../http/read-body.ts';
import type { Random } from '../../random.ts';
import type { ShipSettings } from '../settings.ts';
import { Question } from './questions.ts';
import type { ReservationSystem } from './system.ts';

/** What the hub signs its questions with, unless the sandbox is started with another secret. Not a secret at all. */
export const DEMO_RESERVATION_SECRET = `whsec_${Buffer.from('the ferries of the sandbox, all aboard').toString('base64')}`;

const BODY_LIMIT = 1024 * 1024;
/** How far the time of a question may be from ours, as Standard Webhooks recommends. */
const TOLERANCE_MS = 5 * 60_000;

/** Answers one HTTP request to `/reservations`. */
export type ReservationsHttp = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The reservation system over HTTP: questions that are signed as Standard Webhooks says. */
export function createReservationsHttp({
  system,
  secret,
  settings,
  clock,
  random,
}: {
  system: ReservationSystem;
  secret: string;
  settings: () => ShipSettings;
  clock: Clock;
  random: Random;
}): ReservationsHttp {
  const slow = new Set<string>();
  return async (request, response) => {
    const { status, body } = await answer(request);
    const seconds = settings().answerSeconds + (status === 200 ? slowness(request) : 0);
    if (seconds > 0) await new Promise<void>((resolve) => clock.schedule(seconds * 1000, resolve));
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(`${JSON.stringify(body)}\n`);
  };

  /** How much longer the first answer to a question takes, in seconds: drawn by its id, so the same in every run. */
  function slowness({ headers }: IncomingMessage): number {
    const id = String(headers['webhook-id']);
    const { slowAnswers, slowSeconds } = settings();
    if (slow.has(id) || !random.fork(id).chance(slowAnswers)) return 0;
    slow.add(id);
    return slowSeconds;
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    if (request.method !== 'POST') return refused(405, 'ask with POST');
    try {
      const text = (await readBody(request, BODY_LIMIT)).toString();
      const problem = signatureProblem(request, text);
      if (problem !== undefined) return refused(401, problem);
      const question = Question.safeParse(parsed(text));
      if (!question.success) {
        const [issue] = question.error.issues;
        return refused(
          400,
          `not a question that is known here: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
        );
      }
      return { status: 200, body: system.answer(question.data) };
    } catch (error) {
      if (error instanceof BodyTooLarge) return refused(413, error.message);
      throw error;
    }
  }

  /** Not the library's own check, which looks at the machine's clock. */
  function signatureProblem({ headers }: IncomingMessage, text: string): string | undefined {
    const id = String(headers['webhook-id'] ?? '');
    const seconds = Number(headers['webhook-timestamp'] ?? Number.NaN);
    const given = String(headers['webhook-signature'] ?? '').split(' ');
    if (id === '' || !Number.isSafeInteger(seconds))
      return 'webhook-id, webhook-timestamp and webhook-signature are needed';
    if (Math.abs(clock.now().getTime() - seconds * 1000) > TOLERANCE_MS) return 'webhook-timestamp is too far away';
    const expected = Buffer.from(new Webhook(secret).sign(id, new Date(seconds * 1000), text));
    const fits = given.map((each) => Buffer.from(each)).some((each) => sameBytes(each, expected));
    return fits ? undefined : 'webhook-signature does not fit';
  }
}

function sameBytes(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function refused(status: number, message: string): { status: number; body: object } {
  return { status, body: { error: { message } } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
