import { describe, expect, it } from 'vitest';

import { distinctiveWords, documentFaults, sectionOf, strayWords } from '../src/wire-faults.ts';

const TABLE = {
  names: { order: { id: 'order_id', status: 'status' }, refund: { fee: 'refund.fee' } },
  assumed: ['refund.fee'],
};
const DOCUMENTED = '| `order` | page 7 | id `order_id`, status `status` |';
const ASSUMED = '| `refund.fee` | `refund.fee` | the page breaks off |';

describe('what WIRE.md and the table tell otherwise', () => {
  it.each<[string, string, string, readonly RegExp[]]>([
    ['nothing where they agree', DOCUMENTED, ASSUMED, []],
    ['a name that is not listed', '| `order` | page 7 | id `order_id` |', ASSUMED, [/lacks order.status status/]],
    [
      'a name without a source',
      '| `order` |  | id `order_id`, status `status` |',
      ASSUMED,
      [/lacks order.id/, /lacks/],
    ],
    ['a name without a reason', DOCUMENTED, '| `refund.fee` | `refund.fee` |  |', [/lacks refund.fee refund.fee/]],
    [
      'another name',
      DOCUMENTED.replace('order_id', 'orderId'),
      ASSUMED,
      [/lacks order.id order_id/, /has order.id orderId/],
    ],
    ['a name that is listed twice', `${DOCUMENTED}\n${DOCUMENTED}`, ASSUMED, [/has order.id/, /has order.status/]],
    [
      'an assumed name that is listed as documented',
      `${DOCUMENTED}\n| \`refund\` | page 8 | fee \`refund.fee\` |`,
      '',
      [/"Assumed names" of WIRE.md lacks refund.fee/, /"Documented names" of WIRE.md has refund.fee/],
    ],
  ])('%s', (_what, documented, assumed, faults) => {
    const document = `# Wire\n\n## Documented names\n\n${documented}\n\n## Assumed names\n\n${assumed}\n\n## Words\n`;
    expect(documentFaults(document, TABLE)).toEqual(faults.map((fault) => expect.stringMatching(fault) as string));
  });

  it('needs both sections', () => {
    expect(() => documentFaults('# Wire\n', TABLE)).toThrow('WIRE.md has no section "Assumed names".');
  });

  it('reads a section to the next of its level', () => {
    expect(sectionOf('\n## One\na\n### Sub\nb\n## Two\nc', 'One')).toBe('a\n### Sub\nb');
  });
});

describe('words that stray', () => {
  const strays = (text: string): string[] => strayWords([{ path: 'a.ts', text }], ['order_id', '已退票', 'refund.fee']);

  it.each<[string, string, readonly string[]]>([
    ['in code', 'const id = fields.order_id;', ['a.ts: order_id']],
    ['in text', "if (word === '已退票') return;", ['a.ts: 已退票']],
    ['with a dot', "read('refund.fee')", ['a.ts: refund.fee']],
    ['in a comment, which people read', '/** As `order_id`. */\n// 已退票\nconst a = 1;', []],
    ['in the description of a schema', "description: 'The order_id of it'", []],
    ['in what is described by one word, as a table does', "description: 'order_id'", ['a.ts: order_id']],
    ['as a part of another word', "read('my_order_id'); read('refund-fee'); read('order_ids')", []],
  ])('%s', (_what, text, found) => expect(strays(text)).toEqual(found));

  it('are only looked for where they cannot be taken for a word of any program', () => {
    expect(distinctiveWords(['id', 'type', 'order_id', 'order_id', '票', 'a.b', '0'])).toEqual([
      'order_id',
      '票',
      'a.b',
    ]);
  });
});
