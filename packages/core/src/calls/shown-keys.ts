import type { CallContext } from '../contract/call-source.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { noteAnswered } from './note-answered.ts';
import { hashKey, showKey } from './show-key.ts';

/** The keys that one call shows. */
export interface ShownKeys {
  readonly once: CallContext<unknown>['once'];
  /** Uses up those that the call was let in with. Never rejects. */
  noteAnswered(): Promise<void>;
}

/** Keeps the keys that a call to a shop shows, until it is answered. */
export function shownKeys(context: HubContext, shop: ShopIdentity): ShownKeys {
  const hashes: Buffer[] = [];
  return {
    async once(key, until) {
      const may = await showKey(context, shop, key, until);
      if (may) hashes.push(hashKey(key));
      return may;
    },
    noteAnswered: () => noteAnswered(context, shop, hashes),
  };
}
