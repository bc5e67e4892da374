import type { CallContext, CallSource, InboundCall, OrderSnapshot } from '@interline/core';

import { describeAdapter } from '../../src/index.ts';
import { answerEvent, bell, callerAdapter, mapEvents } from '../caller-adapter.ts';
import type { CallerConnection } from '../caller-adapter.ts';
import { callerHarness } from '../caller-harness.ts';
import { callSign } from '../caller-server.ts';

type Answer = CallSource<CallerConnection>['answer'];

const harness = { ...callerHarness, orders: 4 };

/** The adapter with another way of answering. */
function answering(name: string, answer: Answer): void {
  describeAdapter({ ...callerAdapter, name, sources: [{ ...bell, answer }] }, harness);
}

/** The adapter with another way of making orders of dossiers. */
function mapping(name: string, map: (snapshot: OrderSnapshot) => OrderSnapshot): void {
  const mapDossier = (...dossier: Parameters<typeof mapEvents>): OrderSnapshot => map(mapEvents(...dossier));
  const adapter = {
    ...callerAdapter,
    name,
    mapDossier,
    fetchOrder: async ({ dossiers }: Parameters<typeof callerAdapter.fetchOrder>[0], reference: string) =>
      mapDossier(reference, await dossiers.read(reference)),
  };
  describeAdapter(adapter, harness);
}

/** The call with another time in its query, signed by the adapter itself. */
function signedFor(call: InboundCall, timestamp: string): InboundCall {
  return { ...call, query: `timestamp=${timestamp}&sign=${callSign(timestamp, call.body)}` };
}

answering('answers-strangers', (context, call) =>
  answerEvent(context, signedFor(call, new URLSearchParams(call.query).get('timestamp') ?? '')),
);

answering('takes-old-calls', (context, call) => {
  const parameters = new URLSearchParams(call.query);
  const isSigned = parameters.get('sign') === callSign(parameters.get('timestamp') ?? '', call.body);
  const now = String(context.services.clock.now().getTime());
  return answerEvent(context, isSigned ? signedFor(call, now) : call);
});

answering('takes-a-recording-for-a-call', (context, call) => answerEvent({ ...context, once: async () => true }, call));

let answers = 0;
answering('counts-its-answers', async (context, call) => {
  const answer = await answerEvent(context, call);
  return answer.status === 200 ? { ...answer, body: `${answer.body} ${(answers += 1)}` } : answer;
});

const remembered = new Set<string>();
answering('remembers-calls-in-memory', async (context: CallContext<CallerConnection>, call) => {
  const body = `${context.shop.id} ${Buffer.from(call.body).toString()}`;
  if (remembered.has(body)) return { status: 200, headers: {}, body: 'known' };
  remembered.add(body);
  return answerEvent(context, call);
});

mapping('drops-what-it-does-not-know', (snapshot) => ({ ...snapshot, anomalies: [] }));

mapping('dates-orders-by-the-clock', (snapshot) => ({ ...snapshot, modifiedAt: new Date() }));

describeAdapter(
  {
    ...callerAdapter,
    name: 'owes-what-it-cannot-do',
    owedCommands: () => [{ name: 'ship', key: 'once', input: { order: 'another order' } }],
  },
  harness,
);
