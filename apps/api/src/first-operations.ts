const DAY_MS = 86_400_000;

/**
 * What GraphiQL opens with, a tab each: something useful to run at once. A mutation names no order that exists, so that
 * nothing is done by accident: run as it stands, it says what is to be put in.
 */
export function firstOperations(now: Date): readonly string[] {
  return [
    LATEST_ORDERS,
    LIVE,
    EVERY_CHANNEL,
    SHIP_ORDERS,
    DECIDE_SHIP_ORDER,
    REPORT_SHIP_TICKETS,
    REPORT_SHIP_REFUND,
    searchFlights(new Date(now.getTime() + 30 * DAY_MS)),
    FLIGHT_ORDERS,
    DELIVER_VACATION_ITEM,
  ];
}

const LATEST_ORDERS = `# The latest orders of every channel.
# Run it by the button on the right, or by Ctrl+Enter.
query LatestOrders {
  orders(first: 10) {
    totalCount
    nodes {
      channel
      reference
      status
      createdAt
      deadline
      total { decimal currency }
      buyerNick
      items {
        reference
        title
        quantity
        status
        travellers { name documentType documentNumber }
        availableActions { label allowed reason }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const LIVE = `# Every change of every order, live,
# until you press the button again.
subscription Live {
  orderEvents {
    cursor
    event { type itemReference from to cause occurredAt }
    order { channel reference status }
  }
}
`;

const EVERY_CHANNEL = `# Vacations, flights and ship tickets in one document:
# what they share, and what each has of its own.
query EveryChannel {
  vacations: orders(first: 3, filter: { channel: "vacation" }) {
    nodes { ...Shared ...Own }
  }
  flights: orders(first: 3, filter: { channel: "flight" }) {
    nodes { ...Shared ...Own }
  }
  ships: orders(first: 3, filter: { channel: "ship" }) {
    nodes { ...Shared ...Own }
  }
}

fragment Shared on Order {
  reference
  status
  total { decimal currency }
  tickets { reference kind status number amount { decimal } }
  refunds { reference status amount { decimal } }
  changes { reference status amount { decimal } }
}

fragment Own on Order {
  ... on VacationOrder { buyerHasRated postage { decimal } }
  ... on FlightOrder {
    journeys { segments { flightNumber departure } }
  }
  ... on ShipOrder {
    sailing { departure }
    from { portName }
    to { portName }
  }
}
`;

const SHIP_ORDERS = `# Orders of ship tickets: passengers, tickets, refunds,
# and what may be done about each.
query ShipOrders {
  orders(first: 10, filter: { channel: "ship" }) {
    nodes {
      reference
      status
      shop { name }
      total { decimal minorUnits }
      availableActions { command allowed reason }
      items { reference title travellers { name } }
      tickets {
        reference status number
        ... on ShipTicket { ticketId seat surcharge { decimal } }
      }
      refunds {
        reference status amount { decimal }
        ... on ShipRefund { answer ticketIds }
      }
      ... on ShipOrder {
        agentOrderNumber
        sailing { departure }
        from { portName }
        to { portName }
        decision { accepted by code message }
        reportFailure { code message }
        pickUp { place number }
      }
    }
  }
}
`;

const DECIDE_SHIP_ORDER = `# Accepts an order of ship tickets. Put in its reference.
# Fliggy waits three seconds or so. After that the answer
# says what it was told instead.
mutation DecideOrder {
  decideShipOrder(
    input: {
      orderReference: "REFERENCE"
      accept: true
      agentOrderNumber: "A-1"
      idempotencyKey: "accept-REFERENCE"
    }
  ) {
    ... on CommandAccepted { command { state message } }
    ... on Refusal { message }
  }
}
`;

const REPORT_SHIP_TICKETS = `# Reports the tickets of an order that awaits fulfilment.
# Put in its reference, an item for each passenger and the
# prices in fen; the tab ShipOrders has them. What does not
# fit is named by its place, and Fliggy hears nothing of it:
# a report that succeeded cannot be corrected.
mutation ReportTickets {
  reportShipTickets(
    input: {
      orderReference: "REFERENCE"
      issued: {
        ticketCount: 1
        totalPrice: "13000"
        passengers: [
          {
            itemReference: "ITEM"
            tickets: [
              { ticketId: "T-1", price: "13000", kind: SHIP, seat: "12A" }
            ]
          }
        ]
        pickUp: { place: "蛇口邮轮中心", number: "344420" }
        gate: "3"
      }
      idempotencyKey: "tickets-REFERENCE"
    }
  ) {
    ... on CommandAccepted { command { state message } }
    ... on InvalidInput { fields { path message } }
    ... on Refusal { message }
  }
}
`;

const REPORT_SHIP_REFUND = `# Reports a refund that was not decided while Fliggy waited
# (answer: PROCESSING): of one ticket by its ticketId, or
# of the whole order without it. The amount is what the
# buyer gets back, in fen.
mutation ReportRefund {
  reportShipRefund(
    input: {
      orderReference: "REFERENCE"
      ticketId: "T-1"
      refunded: { amount: "11700" }
      idempotencyKey: "refund-REFERENCE-T-1"
    }
  ) {
    ... on CommandAccepted { command { state message } }
    ... on InvalidInput { fields { path message } }
    ... on Refusal { message }
  }
}
`;

/** A month ahead, in China: airlines sell no flight of the past. */
function searchFlights(day: Date): string {
  const date = new Date(day.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  return `# Flights that can be bought. bookFlight takes the key of
# an offer, which ends after some minutes.
query SearchFlights {
  searchFlights(
    input: {
      directions: [{ from: "BJS", to: "HGH", date: "${date}" }]
      adults: 1
    }
  ) {
    ... on FlightOffers {
      offers {
        key
        total { decimal currency }
        journeys {
          segments {
            flightNumber departure arrival
            departureAirport arrivalAirport
          }
        }
      }
    }
    ... on Refusal { message }
  }
}
`;
}

const FLIGHT_ORDERS = `# Flights that were bought: tickets, refunds, changes.
query FlightOrders {
  orders(first: 10, filter: { channel: "flight" }) {
    nodes {
      reference
      status
      deadline
      total { decimal currency }
      ... on FlightOrder {
        journeys { segments { flightNumber departure arrival } }
      }
      items {
        reference
        travellers { name }
        availableActions { command allowed reason }
      }
      tickets { number status }
      refunds { status amount { decimal } }
      changes { status amount { decimal } }
    }
  }
}
`;

const DELIVER_VACATION_ITEM = `# Delivers what the buyer of a vacation paid for. Put in the
# references of an order that awaits fulfilment and of its
# item. The same key again gives the first outcome: nothing
# is delivered twice.
mutation DeliverItem {
  deliverVacationItem(
    input: {
      orderReference: "REFERENCE"
      itemReference: "ITEM"
      idempotencyKey: "deliver-ITEM"
    }
  ) {
    ... on CommandAccepted { command { state message } }
    ... on Refusal { message }
  }
}
`;
