import { gzipSync } from 'node:zlib';

import type { InboundCall } from '@interline/core';

import type { CallChanges } from './qimen-hub.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE } from './ship-calls.ts';

/** An order that the merchant refused. */
export const CLOSED = '3892200000099';

/** What is wrong, the call that is, and the answer's code and the text in it. */
export type Row = readonly [what: string, call: Bad, code: string, says: string];

/** How a call differs from a good `order.create`. */
export interface Bad {
  readonly method?: string;
  readonly content?: object;
  readonly changes?: CallChanges;
  readonly secondsOff?: number;
}

const STRANGERS: readonly Row[] = [
  ['a bad signature: another secret', { changes: { secret: 'other' } }, 'sign-check-failure', 'Illegal request'],
  ['a bad signature: another body', tampered({ body: Buffer.from('{}') }), 'sign-check-failure', 'Illegal request'],
  ['a bad signature: one more parameter', query((old) => `${old}&x=1`), 'sign-check-failure', 'Illegal request'],
  ['a bad signature: its method not known', signedBy('rot13'), 'sign-check-failure', 'Illegal request'],
  ['a missing signature', query((old) => old.replace(/&sign=.*/, '')), 'sign-check-failure', 'Illegal request'],
  ['an empty signature', query((old) => old.replace(/&sign=.*/, '&sign=')), 'sign-check-failure', 'Illegal request'],
  ['a parameter that is there twice', query((old) => `${old}&v=1`), 'CALL_UNREADABLE', 'twice'],
  ['invalid UTF-8', tampered({ body: Uint8Array.of(0x7b, 0xff, 0x7d) }), 'CALL_UNREADABLE', 'charset'],
  ['UTF-16', tampered({ body: Buffer.from('\uFEFF{}', 'utf16le') }), 'CALL_UNREADABLE', 'charset'],
  ['a gzip-encoded body', tampered({ body: gzipSync('{}') }), 'CALL_UNREADABLE', 'charset'],
  [
    'an upload',
    tampered({ headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
    'CALL_UNREADABLE',
    'uploads',
  ],
  [
    'a charset that nobody knows',
    tampered({ headers: { 'content-type': 'text/xml; charset=klingon' } }),
    'CALL_UNREADABLE',
    'charset',
  ],
  ['a time too long ago', at(-601), 'TIMESTAMP_OUT_OF_WINDOW', 'more than 600 seconds away'],
  ['a time too far ahead', at(601), 'TIMESTAMP_OUT_OF_WINDOW', 'more than 600 seconds away'],
  ['no time', parameter('timestamp', ''), 'TIMESTAMP_OUT_OF_WINDOW', 'must be a time'],
  ['what is no time', parameter('timestamp', 'yesterday'), 'TIMESTAMP_OUT_OF_WINDOW', 'must be a time'],
  ['a time of no calendar', parameter('timestamp', '2026-13-01 00:00:00'), 'TIMESTAMP_OUT_OF_WINDOW', 'must be a time'],
];

const BODIES: readonly Row[] = [
  ['GET', { changes: { tamper: (call) => ({ ...call, method: 'GET' }) } }, 'CALL_UNREADABLE', 'come by POST'],
  ['a method that there is not', { method: 'qimen.alitrip.ship.order.cancel' }, 'METHOD_UNKNOWN', 'none of those'],
  ['a method of every object', { method: 'constructor' }, 'METHOD_UNKNOWN', 'none of those'],
  ['broken JSON', body('{'), 'CALL_UNREADABLE', 'not an object'],
  ['a list', body('[]'), 'CALL_UNREADABLE', 'not an object'],
  ['text', body('"x"'), 'CALL_UNREADABLE', 'not an object'],
  ['deeply nested JSON', body(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`), 'CALL_UNREADABLE', 'deeper than 16'],
  [
    'JSON nested beyond the stack',
    body(`{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
    'CALL_UNREADABLE',
    'not an object',
  ],
  ['a name in two spellings that differ', body('{"goods_id":"1","goodsId":"2"}'), 'CALL_UNREADABLE', 'two spellings'],
  ['broken XML', body('<request>'), 'CALL_UNREADABLE', 'not an object'],
  ['two roots', body('<a><b>1</b></a><c/>'), 'CALL_UNREADABLE', 'not an object'],
  ['XML nested deeply', body(`${'<a>'.repeat(40)}1${'</a>'.repeat(40)}`), 'CALL_UNREADABLE', 'deeper than 16'],
  ['XML with a document type', body('<!DOCTYPE r><r><a>1</a></r>'), 'CALL_UNREADABLE', 'not an object'],
  [
    'XML entities that grow without end',
    body(`<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "${'&a;'.repeat(99)}">]><r><goods_id>&b;</goods_id></r>`),
    'CALL_UNREADABLE',
    'not an object',
  ],
  [
    'XML that asks for a file',
    body('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;</r>'),
    'CALL_UNREADABLE',
    'not an object',
  ],
  ['XML with NUL by its number', body('<r><goods_id>&#0;</goods_id></r>'), 'CALL_UNREADABLE', 'not an object'],
  ['XML with half a character', body('<r><goods_id>&#xD800;</goods_id></r>'), 'CALL_UNREADABLE', 'not an object'],
  ['XML names of every object', body('<r><__proto__><a>1</a></__proto__></r>'), 'CALL_UNREADABLE', 'not an object'],
];

const CREATES: readonly Row[] = [
  ['no id', create({ alitrip_order_id: undefined }), 'PARAMETER_INVALID', 'alitrip_order_id must be text'],
  [
    'an id that is none',
    create({ alitrip_order_id: "1' or 1" }),
    'PARAMETER_INVALID',
    'alitrip_order_id must have 1 to 64',
  ],
  ['an id of a million characters', create({ alitrip_order_id: '1'.repeat(1e6) }), 'PARAMETER_INVALID', 'at most 500'],
  ['an id with a fraction', bare('alitrip_order_id', '1.5e0'), 'PARAMETER_INVALID', 'must be text'],
  ['an object for an id', create({ alitrip_order_id: { $ne: 1 } }), 'PARAMETER_INVALID', 'must be text'],
  ['an empty product', create({ goods_id: ' ' }), 'PARAMETER_INVALID', 'goods_id must not be empty'],
  ['negative fen', create({ order_amount: -18_000 }), 'PARAMETER_INVALID', 'order_amount must be whole fen'],
  ['minus zero fen', create({ order_amount: '-0' }), 'PARAMETER_INVALID', 'order_amount must be whole fen'],
  ['fractional fen', create({ order_amount: 18_000.5 }), 'PARAMETER_INVALID', 'order_amount must be whole fen'],
  ['0.1 + 0.2 fen', create({ order_amount: 0.1 + 0.2 }), 'PARAMETER_INVALID', 'order_amount must be whole fen'],
  [
    'a fraction too small for a double',
    bare('order_amount', '18000.00000000000000001'),
    'PARAMETER_INVALID',
    'order_amount must be whole fen',
  ],
  ['1e3 as text', create({ order_amount: '1e3' }), 'PARAMETER_INVALID', 'order_amount must be whole fen'],
  [
    'fen in words',
    person({ ticket_price: '12x' }),
    'PARAMETER_INVALID',
    'passenger_list[0].ticket_price must be whole fen',
  ],
  ['a negative price', person({ ticket_price: -1 }), 'PARAMETER_INVALID', 'passenger_list[0].ticket_price'],
  ['a number beyond range', create({ order_amount: 1e21 }), 'PARAMETER_INVALID', 'order_amount'],
  ['a number beyond exactness', bare('order_amount', '9007199254740993'), 'PARAMETER_INVALID', 'order_amount'],
  ['a number of a thousand digits', bare('order_amount', '9'.repeat(1_000)), 'PARAMETER_INVALID', 'order_amount'],
  ['an exponent without end', bare('order_amount', '1e999'), 'PARAMETER_INVALID', 'order_amount'],
  ['no tickets', create({ ticket_count: 0 }), 'PARAMETER_INVALID', 'ticket_count must be a whole number'],
  ['half a ticket', create({ ticket_count: 1.5 }), 'PARAMETER_INVALID', 'ticket_count must be a whole number'],
  ['a day that is not', create({ from_date: '2026-02-30' }), 'PARAMETER_INVALID', 'is no time of the calendar'],
  ['a day of another form', create({ from_date: '24.12.2026' }), 'PARAMETER_INVALID', 'from_date must be a day'],
  [
    'a passenger without a name',
    person({ passenger_name: '' }),
    'PARAMETER_INVALID',
    'passenger_list[0].passenger_name',
  ],
  ['a passenger twice', person({ passenger_id: PEOPLE[1].passenger_id }), 'PARAMETER_INVALID', 'passenger_id twice'],
  [
    'passengers that are no list',
    create({ passenger_list: 'x' }),
    'PARAMETER_INVALID',
    'passenger_list must be a list',
  ],
  [
    'a passenger that is nobody',
    create({ passenger_list: [null] }),
    'PARAMETER_INVALID',
    'passenger_list must be a list',
  ],
  ['NUL', person({ passenger_name: 'a\0' }), 'PARAMETER_INVALID', 'cannot be kept'],
  ['half a character', person({ passenger_name: 'a\uD800' }), 'PARAMETER_INVALID', 'cannot be kept'],
  ['a sum that does not match', create({ order_amount: 18_001 }), 'AMOUNT_MISMATCH', 'adds up to 18000'],
  ['a count that does not match', create({ ticket_count: 3 }), 'AMOUNT_MISMATCH', 'ticket_count is 3 for 2'],
];

const ABOUT_ORDERS: readonly Row[] = [
  ...[METHOD.confirm, METHOD.query, METHOD.quote].map((method): Row => {
    const content = { agent_order_id: '1', alitrip_order_id: '404', extAttr: '{}' };
    return [`${method} of an unknown order`, { method, content }, 'ORDER_UNKNOWN', 'no order was created'];
  }),
  ...[METHOD.confirm, METHOD.query, METHOD.quote].map((method): Row => {
    return [`${method} with another number`, { method, content: about('A-9') }, 'AGENT_ORDER_MISMATCH', 'not that of'];
  }),
  ...[METHOD.confirm, METHOD.quote].map((method): Row => {
    const content = { alitrip_order_id: CLOSED, extAttr: '{}' };
    return [`${method} of a closed order`, { method, content }, 'ORDER_REFUSED', 'was not accepted'];
  }),
  ['a refund of no tickets', refund(), 'PARAMETER_INVALID', 'passenger_list must be a list with a ticket'],
  ['a refund of an unknown ticket', refund({ ticket_id: 'T-9' }), 'TICKET_UNKNOWN', "ticket 1 is none of the order's"],
  [
    'a duplicate ticket id',
    refund({ ticket_id: 'T-1' }, { ticket_id: 'T-1' }),
    'PARAMETER_INVALID',
    'passenger_list has the same ticket_id twice',
  ],
  [
    'a ticket of another passenger',
    refund({ ticket_id: 'T-1', passenger_id: PEOPLE[1].passenger_id }),
    'TICKET_UNKNOWN',
    'not of the passenger',
  ],
  [
    'a ticket of an unknown passenger',
    refund({ ticket_id: 'T-1', passenger_id: '404' }),
    'TICKET_UNKNOWN',
    'not of the',
  ],
  [
    'a ticket of another document',
    refund({ ticket_id: 'T-1', passenger_certificate_no: 'X1' }),
    'TICKET_UNKNOWN',
    'not of the passenger',
  ],
  ['a negative fee', refund({ ticket_id: 'T-1', refund_surcharge: -1 }), 'PARAMETER_INVALID', 'refund_surcharge'],
  ['a fractional fee', refund({ ticket_id: 'T-1', refund_surcharge: 0.5 }), 'PARAMETER_INVALID', 'refund_surcharge'],
  ['a good ticket and a bad one', refund({ ticket_id: 'T-1' }, { ticket_id: 'T-9' }), 'TICKET_UNKNOWN', 'ticket 2'],
];

/** Calls that are refused, about the orders of `ship-calls.ts`: one with tickets T-1 and T-2, of which T-2 is being refunded. */
export const BAD_CALLS: readonly Row[] = [...STRANGERS, ...BODIES, ...CREATES, ...ABOUT_ORDERS];

/** Refunds of tickets of that order that are refused for a reason of it, which its merchant is to see. */
export const REFUSED_RETURNS: readonly Row[] = [
  [
    'a fee above the price',
    refund({ ticket_id: 'T-1', refund_surcharge: 12_001 }),
    'REFUND_FEE_CHANGED',
    'higher than',
  ],
  [
    'a fee that was not answered',
    refund({ ticket_id: 'T-1', refund_surcharge: 1 }),
    'REFUND_FEE_CHANGED',
    'not what was',
  ],
  ['a ticket in another refund', refund({ ticket_id: 'T-1' }, { ticket_id: 'T-2' }), 'TICKET_REFUNDING', 'ticket 2'],
];

/** `order.create` that differs from a good one. */
export function create(changes: object): Bad {
  return { content: { ...CREATE, alitrip_order_id: 'bad', ...changes } };
}

function person(changes: object): Bad {
  const [first, second] = PEOPLE;
  return create({ passenger_list: [{ ...first, ...changes }, second] });
}

/** A number that JavaScript cannot write. */
function bare(field: string, written: string): Bad {
  const text = JSON.stringify({ ...CREATE, alitrip_order_id: 'bad', [field]: '@' }).replace('"@"', written);
  return body(text);
}

function body(text: string): Bad {
  return { changes: { body: text } };
}

function parameter(name: string, value: string): Bad {
  return { changes: { parameters: { [name]: value } } };
}

/** So far from the time of the hub. */
export function at(secondsOff: number): Bad {
  return { secondsOff };
}

function tampered(changes: Partial<InboundCall>): Bad {
  return { changes: { tamper: (call) => ({ ...call, ...changes }) } };
}

function query(change: (query: string) => string): Bad {
  return { changes: { tamper: (call) => ({ ...call, query: change(call.query) }) } };
}

function signedBy(method: string): Bad {
  return query((old) => old.replace('sign_method=md5', `sign_method=${method}`));
}

/** What `return.confirm` says of tickets. */
export function giveBack(...tickets: readonly object[]): object {
  return { ...about(ORDER), passenger_list: tickets };
}

/** A call for their refund. */
export function refund(...tickets: readonly object[]): Bad {
  return { method: METHOD.refund, content: giveBack(...tickets) };
}
