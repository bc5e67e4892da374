import { storeAttachment } from '@interline/core/hub';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { FLIGHT_NAMES } from '../src/wire.ts';
import { ask, listing, request } from './flight-client.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FaultSettingsInput } from './sandbox.ts';

const { method } = FLIGHT_NAMES;

/** Personal facts that nothing but these bookings holds. */
const FACTS = {
  name: '欧阳卡纳里',
  document: 'CANARY7788',
  birthday: '1987-03-29',
  mobile: '13912348765',
  contact: '司马卡纳里',
  contactMobile: '13956781234',
  phone: '0571-87654321',
  email: 'canary@example.org',
  member: '诸葛卡纳里',
  file: 'canary-certificate.pdf',
  fileContent: '%PDF-canary-diagnosis',
  note: '端木卡纳里病了',
} as const;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(() => desk.close());

test('no personal fact of a passenger, contact, member, file or note shows in a table, log or answer', async () => {
  const { flight, setFaults } = desk.sandbox.control;
  const told: unknown[] = [];
  const tell = async (doing: () => Promise<unknown>): Promise<void> => {
    told.push(await doing().catch((error: unknown) => error));
    await desk.hub.settle();
  };

  const { offers = [] } = await ask(desk, 'search', listing(desk));
  const ordinary = offers.find(({ key, memberPrice }) => key !== null && memberPrice === null);
  const forMembers = offers.find(({ key, memberPrice }) => key !== null && memberPrice?.who === 'BUYER');
  expect([ordinary, forMembers]).not.toContain(undefined);
  const echo = {
    kind: 'error',
    code: 15,
    subMsg: `乘机人${FACTS.name}(${FACTS.document})信息有误, ${FACTS.mobile}`,
  } as const;
  const at = { method: method.book, count: 1 } as const;
  const troubles: readonly FaultSettingsInput['calls'][] = [
    [],
    [{ ...at, ...echo, subCode: 'isv.PASSENGER_INVALID' }],
    [{ ...at, ...echo, code: 41, subCode: 'isv.invalid-parameter' }],
    [{ ...at, ...echo, subCode: 'isp.remote-service-error' }],
    [{ ...at, kind: 'truncated' }],
    [{ ...at, kind: 'lost-answer' }],
    [{ ...at, kind: 'unknown-field' }],
  ];
  for (const [index, calls] of troubles.entries()) {
    setFaults({ calls });
    await tell(() => request(desk, 'book', booking(ordinary?.key, `ordinary ${index}`)));
  }
  setFaults({});
  await tell(() => request(desk, 'book', { ...booking(forMembers?.key, 'member'), ...member() }));
  await tell(() =>
    request(desk, 'book', { ...booking(forMembers?.key, 'unconsented'), ...member(), allowMemberRegistration: false }),
  );
  await tell(() =>
    request(desk, 'book', {
      ...booking(ordinary?.key, 'wrong'),
      contact: { name: FACTS.contact, mobile: FACTS.email },
    }),
  );

  const [order] = flight.orders();
  const orderReference = order?.id ?? '';
  setFaults({ calls: [{ kind: 'unknown-field', method: '*', rate: 1 }] });
  flight.advanceOrder(orderReference, { to: 'ticketed' });
  await tell(() => desk.sync(orderReference));
  setFaults({ calls: [{ kind: 'unknown-status', method: '*', rate: 1 }] });
  await tell(() => desk.sync(orderReference));
  setFaults({});
  await tell(() => desk.sync(orderReference));

  const attachment = await file();
  const quoted = await ask(desk, 'quoteRefund', { orderReference, reason: 'ILLNESS' });
  setFaults({
    calls: [
      { kind: 'error', method: method.upload, count: 1, code: 15, subCode: 'isv.FILE_INVALID', subMsg: FACTS.file },
    ],
  });
  await tell(() =>
    request(desk, 'confirmRefund', { quote: quoted.quote?.id, attachments: [attachment], idempotencyKey: 'refused' }),
  );
  const again = await ask(desk, 'quoteRefund', { orderReference, reason: 'ILLNESS' });
  await tell(() =>
    request(desk, 'confirmRefund', {
      quote: again.quote?.id,
      attachments: [attachment],
      note: FACTS.note,
      idempotencyKey: 'refund',
    }),
  );
  expect(desk.ledger('refundCreate', 'effect')).toHaveLength(1);
  await tell(() => desk.sync(orderReference));

  const places = { tables: await tables(), logs: desk.hub.logs.text(), answers: printed(told) };
  expect(places.tables).toContain(orderReference);
  expect(places.logs.length).toBeGreaterThan(1_000);
  for (const [what, fact] of Object.entries(FACTS)) {
    for (const form of [fact, Buffer.from(fact).toString('hex')]) {
      for (const [place, text] of Object.entries(places))
        expect(text.includes(form), `${what} in ${place}`).toBe(false);
    }
  }
});

function booking(offer: string | null | undefined, idempotencyKey: string) {
  const { name, document, birthday, mobile, contact, contactMobile, phone, email } = FACTS;
  return {
    offer,
    idempotencyKey,
    passengers: [{ name, type: 'ADULT', documentType: 'PASSPORT', documentNumber: document, birthday, mobile }],
    contact: { name: contact, mobile: contactMobile, phone, email },
  };
}

function member() {
  const { member: name, document, birthday, mobile, email } = FACTS;
  return {
    allowMemberRegistration: true,
    memberBuyer: {
      name,
      birthday,
      documentType: 'PASSPORT',
      documentNumber: document,
      countryCode: '86',
      mobile,
      email,
    },
  };
}

async function file(): Promise<string> {
  const bytes = new TextEncoder().encode(FACTS.fileContent);
  const plan = { shop: `shop_${desk.shop.id}`, name: FACTS.file, type: 'PDF', size: bytes.length };
  const { attachment = '', uploadUrl = '' } = await ask(desk, 'prepareAttachment', plan);
  await storeAttachment(desk.hub.context, uploadUrl.slice('/attachments/'.length), { bytes });
  return attachment;
}

/** Every row of every table, as text. */
async function tables(): Promise<string> {
  const { database } = desk.hub;
  const names = await database.query<{ name: string }>({
    name: 'test.tables',
    text: `select table_name as name from information_schema.tables where table_schema = 'interline'`,
  });
  const dumps = names.map(({ name }) =>
    database.query<{ rows: string | null }>({
      name: `test.dump.${name}`,
      text: `select string_agg(row::text, ' ') as rows from interline."${name}" as row`,
    }),
  );
  return (await Promise.all(dumps)).flatMap(([dump]) => dump?.rows ?? []).join('\n');
}

/** Answers and errors, with their causes. */
function printed(told: readonly unknown[]): string {
  return told
    .map((each) => (each instanceof Error ? `${each.stack} ${String(each.cause)}` : JSON.stringify(each)))
    .join('\n');
}
