import { ChannelError } from '@interline/core';
import type { QueryDefinition, QueryOutcome, ShopContext } from '@interline/core';
import { TopError } from '@interline/top-client';

import { callFlight } from '../call.ts';
import { channelTrouble, errorCode } from '../channel-trouble.ts';
import type { CityCodes } from '../cities/city-codes.ts';
import type { FlightConnection } from '../connection.ts';
import { collectAnomalies } from '../reading/anomalies.ts';
import { FlightRefusal, recognise, REMOTE_TIMEOUT } from '../refusals.ts';
import { checkSearch } from './check-search.ts';
import { mapOffer } from './map-offer.ts';
import type { FlightOffers, Party } from './offer.ts';
import { offerFacts } from './offer-facts.ts';
import { offersReader } from './read-offers.ts';
import { SearchInput } from './search-input.ts';
import { isNamed, searchRequest } from './search-request.ts';

/** Searches and prices flights by alitrip.flight.service.search (61643). Nothing is held by asking. */
export function searchFlights(codes: CityCodes): QueryDefinition<SearchInput, FlightConnection> {
  return {
    label: 'Search flights',
    input: SearchInput,
    check: (input, { now }) => checkSearch(input, now, codes),
    whenSlow,
    async ask(context, input): Promise<QueryOutcome> {
      const { names, config } = context.connection;
      try {
        const parameters = searchRequest(input, names, codes, config.agentName);
        // Sent once, as a write is: a listing that took too long takes as long again, and somebody is waiting.
        const { data } = await callFlight(context, names.method.search, parameters, 'write');
        return { outcome: 'answered', answer: readAnswer(context, input, data) };
      } catch (error) {
        const refusal = refusalOf(error, input);
        if (refusal) return refusal;
        throw troubleOf(error, input);
      }
    },
  };
}

function readAnswer(context: ShopContext<FlightConnection>, input: SearchInput, data: object): FlightOffers {
  const { connection, services } = context;
  const anomalies = collectAnomalies();
  const { names } = connection;
  const read = offersReader(names)(data, { path: '', anomalies, isPersonal: false });
  const now = services.clock.now();
  const offers = (read?.offers ?? []).map((wire, index) => {
    const mapped = mapOffer(wire, partyOf(input), now, `offer ${index + 1}`, { names, anomalies });
    const facts = offerFacts(mapped);
    return { ...mapped.offer, key: facts && context.issueToken(facts) };
  });
  if (anomalies.found.length > 0) {
    services.logger.warn({ anomalies: anomalies.found }, 'A flight search was answered with what no source documents');
  }
  return { offers, notes: notesOn(input, offers.length), anomalies: anomalies.found };
}

function partyOf({ adults, children, infants }: SearchInput): Party {
  return { ADULT: adults, CHILD: children, INFANT: infants };
}

function notesOn(input: SearchInput, found: number): string[] {
  return [...(found === 0 ? [NO_OFFER] : []), ...(input.infants > 0 ? [WITHOUT_INFANTS] : [])];
}

const NO_OFFER =
  'No offer. If there should be one, check the flight and the day. If whole sellers are missing, ' +
  'ask the operators of Fliggy which of them are configured for your channel.';
const WITHOUT_INFANTS = 'Offers of sellers that have no fares for infants are left out: that is normal.';

/** What the merchant can do something about. */
function refusalOf(error: unknown, input: SearchInput): QueryOutcome | undefined {
  if (isTimeout(error)) {
    return isNamed(input)
      ? { outcome: 'refused', code: 'SEARCH_TIMED_OUT', message: 'Pricing took the channel too long: try again.' }
      : { outcome: 'refused', code: 'SEARCH_TIMED_OUT', message: SLOW_LISTING };
  }
  if (!(error instanceof FlightRefusal) || error.channelErrorKind !== 'invalid') return undefined;
  const message = input.infants > 0 ? `${error.message} ${WITHOUT_INFANTS}` : error.message;
  return { outcome: 'refused', code: error.code, message };
}

function troubleOf(error: unknown, input: SearchInput): unknown {
  if (!(error instanceof TopError) || error.kind !== 'unknown-outcome') return channelTrouble(error, 'flight search');
  const { code, subCode } = error;
  const isSilent = code === undefined && subCode === undefined;
  const what = isSilent ? 'the channel gave no answer' : 'the channel broke off the search';
  const remedy = isSilent ? whenSlow(input) : AGAIN;
  const message = `flight search: ${what}. ${remedy}`;
  return new ChannelError('transient', errorCode(error), message, { cause: error });
}

function whenSlow(input: SearchInput): string {
  return isNamed(input) ? AGAIN : FASTER;
}

const AGAIN = 'Nothing is changed by asking: try again.';
const FASTER = 'Listings are slow: name the flights of each direction to have just those priced, which is faster.';
const SLOW_LISTING = `The listing took the channel too long. ${FASTER}`;

/** The channel says that its backend took too long. */
function isTimeout(error: unknown): boolean {
  if (error instanceof FlightRefusal) return error.code === REMOTE_TIMEOUT;
  if (!(error instanceof TopError)) return false;
  return recognise({ code: error.subCode, text: error.subMessage })?.code === REMOTE_TIMEOUT;
}
