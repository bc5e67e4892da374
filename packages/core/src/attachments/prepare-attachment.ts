import { z } from 'zod';
import { namePlace } from './attachment-place.ts';
import { ATTACHMENT_TYPES } from '../contract/attachment.ts';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { validate } from 'uuid';
import { readInput, refuse } from '../refusal.ts';
import type { InputRefusal, QuotaRefusal, Refusal } from '../refusal.ts';
import { sealUpload } from './upload-token.ts';
import { can, seesShop } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

/** The most bytes that a file may have: 5 MiB. */
export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024;

/** How long the token is good for, in milliseconds: 15 minutes. */
const UPLOAD_MS = 15 * 60_000;

/**
 * How many attachments a shop may have that no command has used: they fill 1 GiB at most. Those that are prepared
 * at the same moment may pass it together.
 */
export const MAX_UNUSED_ATTACHMENTS = 200;

/** What is going to be uploaded. */
export interface AttachmentPlan {
  readonly shopId: string;
  /** Without any path or control character; 1 to 120 characters. */
  readonly name: string;
  /** One of `ATTACHMENT_TYPES`; the file's first bytes must prove it. */
  readonly type: string;
  /** In bytes, at most {@link MAX_ATTACHMENT_BYTES}. */
  readonly size: number;
}

/** What became of it: the token with which {@link storeAttachment} takes the bytes. */
export type PreparedAttachment =
  | { readonly kind: 'prepared'; readonly id: string; readonly token: string; readonly expiresAt: Date }
  | AttachmentRefusal;

/** Why nothing can be uploaded. The message says what to do instead. */
export type AttachmentRefusal =
  /** The token lacks `orders:write`. */
  | Refusal<'FORBIDDEN'>
  /** The viewer sees no such shop. */
  | Refusal<'SHOP_NOT_FOUND'>
  | QuotaRefusal
  | InputRefusal;

const Plan = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(120, 'must have at most 120 characters')
    .regex(/^[^/\\\p{C}\p{Zl}\p{Zp}]*$/u, 'must hold neither a path nor control characters')
    .regex(/[^.]/, 'must not be dots only'),
  type: z.enum(ATTACHMENT_TYPES),
  size: z
    .int()
    .min(1, 'must be at least 1 byte')
    .max(MAX_ATTACHMENT_BYTES, `must be at most ${MAX_ATTACHMENT_BYTES} bytes`),
});

const insertStatement = {
  name: 'attachment.insert',
  text: `
with place as (
  select shop.id, (select count(*) from (select from interline.attachment
                                          where shop_id = shop.id and used_at is null limit $8::int) unused) < $8 as fits
    from interline.shop where shop.id = $2
),
inserted as (
  insert into interline.attachment (id, shop_id, name_sealed, type, size, state, requested_by, created_at)
  select $1, place.id, $3, $4, $5, 'PREPARED', $6, $7 from place where fits
)
select fits from place`,
};

/** Announces a file that is to go with a command of the shop, and gives the token to upload it with, once. */
export async function prepareAttachment(
  context: HubContext,
  viewer: Viewer,
  { shopId, ...plan }: AttachmentPlan,
): Promise<PreparedAttachment> {
  if (!can(viewer, 'orders:write')) return refuse('FORBIDDEN', 'The token lacks the scope orders:write.');
  const read = readInput(Plan, plan);
  if (read.kind === 'refused') return read;
  const { name, type, size } = read.input;
  const now = context.clock.now();
  const id = newId(now);
  const nameSealed = context.sealer.seal(namePlace({ id, shopId }), name);
  const values = [id, shopId, nameSealed, type, size, viewer.name, now, MAX_UNUSED_ATTACHMENTS];
  const isVisible = validate(shopId) && seesShop(viewer, shopId);
  const [place] = isVisible ? await context.database.query<{ fits: boolean }>(insertStatement, values) : [];
  if (!place) return refuse('SHOP_NOT_FOUND', 'This token sees no such shop. Choose one of `shops`.');
  if (!place.fits) {
    return refuse(
      'QUOTA_EXCEEDED',
      `The shop has ${MAX_UNUSED_ATTACHMENTS} attachments that no request uses. Use those that are uploaded; what is not used goes a day after it was announced.`,
    );
  }
  const expiresAt = new Date(now.getTime() + UPLOAD_MS);
  return { kind: 'prepared', id, token: sealUpload(context, { attachmentId: id, shopId, expiresAt }), expiresAt };
}
