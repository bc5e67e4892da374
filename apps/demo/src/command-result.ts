/** What a command came to, or why there is none. */
export interface CommandResult {
  readonly __typename: string;
  readonly command?: { readonly state: string; readonly message: string | null };
  /** The price that holds instead of the one that was confirmed. */
  readonly quote?: { readonly id: string };
  readonly message?: string;
}

/** Fragments that every document with a command ends with: `...Accepted`, `...Refused`. */
export const COMMAND_FRAGMENTS = /* GraphQL */ `
  fragment Accepted on CommandAccepted {
    command {
      state
      message
    }
  }
  fragment Refused on Refusal {
    message
  }
`;
