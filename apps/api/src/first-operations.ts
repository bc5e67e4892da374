/** What GraphiQL opens with, a tab each: something useful to run at once. */
export const FIRST_OPERATIONS = [
  `# The latest orders. Press the button on the right, or Ctrl+Enter, to run it; the other tab is live.
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
`,
  `# Every change of every order, live, until you press the button again.
subscription Live {
  orderEvents {
    cursor
    event { type itemReference from to cause occurredAt }
    order { channel reference status }
  }
}
`,
] as const;
