import type { SealedPlace } from '../privacy/seal.ts';

interface PlacedAttachment {
  readonly id: string;
  readonly shopId: string;
}

/** Where an attachment's name is sealed. */
export function namePlace({ id, shopId }: PlacedAttachment): SealedPlace {
  return { shopId, column: 'attachment.name_sealed', row: id };
}

/** Where an attachment's bytes are sealed. */
export function bytesPlace({ id, shopId }: PlacedAttachment): SealedPlace {
  return { shopId, column: 'attachment.sealed', row: id };
}

/** Where the tokens are sealed with which attachments are uploaded. */
export const UPLOAD_TOKEN_PLACE: SealedPlace = { shopId: '', column: 'attachment.token', row: '' };
