import { describeAdapter } from '@interline/adapter-testing';
import { parseTopJson } from '@interline/top-client/codec';

import vacation, { mapTradeAnswer } from '../src/index.ts';
import { SAMPLES } from './samples.ts';
import { startVacationSimulator } from './vacation-simulator.ts';

describeAdapter(vacation, {
  samples: SAMPLES,
  map: mapTradeAnswer,
  withUnknown(raw, word, field) {
    const answer = parseTopJson(raw) as Record<string, { readonly first_result: object }>;
    const root = 'alitrip_travel_trade_query_response';
    return JSON.stringify({
      [root]: { first_result: { ...answer[root]?.first_result, status: word, [field]: 'kept' } },
    });
  },
  start: startVacationSimulator,
});
