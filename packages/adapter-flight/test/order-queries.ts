/** Every fact that a flight order has of its own. */
export const OWN = `{
  order(channel: "flight", reference: "1188515074720535309") {
    __typename direction status
    ... on FlightOrder {
      outOrderNumber tripType seller tradeNumber payBy
      journeys { segments {
        id flightNumber airline operatingFlightNumber operatingAirline codeShare departureAirport departureTerminal
        departure arrivalAirport arrivalTerminal arrival equipment cabinClassNames
        scheduleChange { kind flightNumber departure arrival departureAirport arrivalAirport changedAt reason }
      } }
    }
    items {
      __typename kind
      ... on FlightItem {
        passengerType fare { decimal } airportFee { decimal } fuelFee { decimal } taxes { decimal }
        cabins { segment cabin cabinClass cabinClassName }
      }
    }
    refunds {
      __typename status amount { minorUnits }
      ... on FlightRefund {
        outRefundNumber reason fee { decimal } itemReferences segments refusal
        payments { tradeNumber amount { minorUnits } at supplementary }
      }
    }
    changes {
      __typename status amount { decimal } deadline
      ... on FlightChange {
        outChangeNumber changeFee { decimal } upgradeFee { decimal } itemReferences refusal
        segments { segment flightNumber departureAirport arrivalAirport departure cabin }
      }
    }
    tickets { __typename status kind number ... on FlightTicket { segment } }
  }
}`;

/** What a frontend asks that knows no channel. */
export const SHARED = `{
  order(channel: "flight", reference: "1188515074720535309") {
    refunds { reference itemReference status channelStatus amount { minorUnits currency } requestedAt }
    changes { reference itemReference status channelStatus amount { minorUnits currency } deadline requestedAt }
    tickets { reference itemReference status channelStatus kind number }
  }
}`;
