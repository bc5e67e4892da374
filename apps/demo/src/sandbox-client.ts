/** What the hub has to be told about the sandbox. */
export interface SandboxFacts {
  readonly gatewayUrl: string;
  readonly messageUrl: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** The merchant's reservation system, for ship orders, and the secret that its questions are signed with. */
  readonly reservationsUrl: string;
  readonly reservationSecret: string;
  /** In the form of `INTERLINE_SHOPS`. */
  readonly shops: readonly {
    readonly channel: string;
    readonly name: string;
    readonly accountId: string;
    readonly accountNick: string;
    readonly session: string;
    readonly sessionExpiresAt: string;
  }[];
}

/** `GET /sandbox`, as far as it is needed here. */
interface Description {
  readonly app: { readonly key: string; readonly secret: string };
  readonly addresses: { readonly gatewayUrl: string; readonly tmcUrl: string; readonly reservationsUrl: string };
  readonly reservationSecret: string;
  readonly shops: readonly {
    readonly id: string;
    readonly channel: string;
    readonly sellerId: string;
    readonly nick: string;
    readonly appKey: string;
    readonly session: string | null;
    readonly sessionExpiresAt: string | null;
  }[];
}

/** Asks the sandbox who it is, and takes the shops that have authorised the demo app. */
export async function readSandbox(url: string): Promise<SandboxFacts> {
  const description = (await (await fetch(`${url}/sandbox`)).json()) as Description;
  const { app, addresses, reservationSecret, shops } = description;
  return {
    gatewayUrl: addresses.gatewayUrl,
    messageUrl: addresses.tmcUrl,
    appKey: app.key,
    appSecret: app.secret,
    reservationsUrl: addresses.reservationsUrl,
    reservationSecret,
    shops: shops.flatMap(({ id, channel, sellerId, nick, appKey, session, sessionExpiresAt }) =>
      appKey === app.key && session !== null && sessionExpiresAt !== null
        ? [{ channel, name: id, accountId: sellerId, accountNick: nick, session, sessionExpiresAt }]
        : [],
    ),
  };
}

/** Rest between two knocks, in milliseconds. */
const KNOCK_MS = 150;

/** Waits until an address answers with success. @throws when it has not within `withinMs` */
export async function untilAnswers(url: string, withinMs: number): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    if (Date.now() > giveUpAt) throw new Error(`${url} does not answer after ${withinMs / 1_000} seconds.`);
    await new Promise((resolve) => setTimeout(resolve, KNOCK_MS));
  }
}
