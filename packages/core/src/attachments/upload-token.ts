import { z } from 'zod';
import { UPLOAD_TOKEN_PLACE } from './attachment-place.ts';
import type { HubContext } from '../hub-context.ts';
import { instantText } from '../instant-text.ts';
import { openSealedToken, sealToken } from '../privacy/sealed-token.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

/** What a token lets its bearer upload. */
export interface Upload {
  readonly attachmentId: string;
  readonly shopId: string;
  /** From then on it lets nobody upload anything. */
  readonly expiresAt: Date;
}

const Facts = z.object({ attachment: z.uuid(), shop: z.uuid(), end: z.coerce.date() });

/** The token to upload an attachment with. */
export function sealUpload({ sealer }: HubContext, { attachmentId, shopId, expiresAt }: Upload): string {
  return sealToken(sealer, UPLOAD_TOKEN_PLACE, { attachment: attachmentId, shop: shopId, end: instantText(expiresAt) });
}

/** Reads a token without asking the database, so that a file need not be read for a token that is none. */
export function openUpload(
  { sealer, clock }: HubContext,
  token: string,
): ({ readonly kind: 'upload' } & Upload) | Refusal<'TOKEN_INVALID' | 'TOKEN_EXPIRED'> {
  const facts = Facts.safeParse(openSealedToken(sealer, UPLOAD_TOKEN_PLACE, token));
  if (!facts.success) return refuse('TOKEN_INVALID', 'This is no token to upload with. Prepare the attachment first.');
  const { attachment: attachmentId, shop: shopId, end: expiresAt } = facts.data;
  return expiresAt <= clock.now() ? uploadIsOver() : { kind: 'upload', attachmentId, shopId, expiresAt };
}

/** The refusal of a token whose time, or attachment, is gone. */
export function uploadIsOver(): Refusal<'TOKEN_EXPIRED'> {
  return refuse('TOKEN_EXPIRED', 'The time to upload is over. Prepare the attachment again.');
}
