import { findCallSource } from '@interline/core/hub';
import { expect, test } from 'vitest';

import { openQimenHub, read } from './qimen-hub.ts';

test.each([
  ['TOO_LARGE', 'E-9', /longer than 262144 bytes/],
  ['LATE', 'ANSWER_LATE', /ask again/],
  ['INTERNAL', 'INTERNAL_ERROR', /ask again/],
] as const)(
  '%s is said in the form that is asked for, by the codes of the configuration',
  async (trouble, code, text) => {
    const ship = await openQimenHub({ answerCodes: { tooLarge: 'E-9' } });
    try {
      const called = findCallSource(ship.hub.context, 'qimen');
      if (!called) throw new Error('nobody is called at /qimen');
      const { source, connection } = called;
      const told = { ret_code: code, ret_desc: expect.stringMatching(text) };
      const json = source.refuse(trouble, { connection, query: 'method=m' });
      expect([json.headers['content-type'], read(json)]).toMatchObject([
        expect.stringMatching(/json/),
        { success: false, ...told },
      ]);
      const xml = source.refuse(trouble, { connection, query: 'method=m&format=XML' });
      expect([xml.headers['content-type'], read(xml)]).toMatchObject([
        expect.stringMatching(/xml/),
        { success: 'false', ...told },
      ]);
      // Nothing of the call was checked.
      expect(read(source.refuse(trouble, { connection, query: '%&format=%E0&&=' }))).toMatchObject(told);
    } finally {
      await ship.close();
    }
  },
);
