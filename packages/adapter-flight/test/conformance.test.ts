import { describeAdapter } from '@interline/adapter-testing';
import { isTopObject, parseTopJson, responseRoot } from '@interline/top-client/codec';

import flight from '../src/index.ts';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { startFlightSimulator } from './flight-simulator.ts';
import { SAMPLES } from './samples.ts';

describeAdapter(flight, {
  samples: SAMPLES,
  map: (raw) => mapOrder(raw),
  withUnknown(raw, word, field) {
    const answers = parseTopJson(raw);
    const answer = isTopObject(answers) && isTopObject(answers['order']) ? answers['order'] : {};
    const root = responseRoot(FLIGHT_NAMES.method.orderDetail);
    const order = isTopObject(answer[root]) ? answer[root] : {};
    const unknown = { [root]: { ...order, [FLIGHT_NAMES.order.status]: word, [field]: 'kept' } };
    return JSON.stringify({ ...(isTopObject(answers) ? answers : {}), order: unknown });
  },
  start: startFlightSimulator,
  orders: 25,
});
