/** What GraphiQL opens with: something useful to run at once, and a word on how to go on. */
export const FIRST_QUERY = `# Orders that wait for you, the most urgent first. Press Ctrl+Enter to run.
query WaitingOrders {
  orders(
    first: 20
    filter: { status: [AWAITING_CONFIRMATION, AWAITING_FULFILMENT] }
    orderBy: { field: DEADLINE, direction: ASC }
  ) {
    totalCount
    nodes {
      channel
      reference
      status
      deadline
      total { decimal currency }
      buyerNick
      items {
        reference
        title
        quantity
        travellers { name documentType documentNumber }
        availableActions { label allowed reason }
      }
    }
  }
}

# Every change, live. Choose it in the list beside the run button.
subscription Live {
  orderEvents {
    cursor
    event { type from to occurredAt }
    order { channel reference status }
  }
}
`;
