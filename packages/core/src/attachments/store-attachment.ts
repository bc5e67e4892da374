import { createHash } from 'node:crypto';
import { bytesPlace } from './attachment-place.ts';
import type { AttachmentState } from '../attachment.ts';
import { detectType } from './detect-type.ts';
import type { HubContext } from '../hub-context.ts';
import { MAX_ATTACHMENT_BYTES } from './prepare-attachment.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { openUpload, uploadIsOver } from './upload-token.ts';

/** What became of an upload. */
export type StoredAttachment =
  | { readonly kind: 'stored'; readonly id: string }
  | Refusal<'TOKEN_INVALID' | 'TOKEN_EXPIRED' | 'TOO_LARGE' | 'WRONG_TYPE' | 'WRONG_SIZE' | 'ALREADY_UPLOADED'>;

const findStatement = {
  name: 'attachment.find',
  text: 'select type, size, state, sha256 from interline.attachment where id = $1 and shop_id = $2',
};
const storeStatement = {
  name: 'attachment.store',
  text: `update interline.attachment set sealed = $3, sha256 = $4, state = 'UPLOADED', uploaded_at = $5
          where id = $1 and shop_id = $2 and state = 'PREPARED'
      returning id`,
};

interface AttachmentRow {
  readonly type: string;
  readonly size: number;
  readonly state: AttachmentState;
  readonly sha256: Buffer | null;
}

/**
 * Takes the bytes of a prepared attachment, sealed, once. The same bytes again are the same answer, so
 * that an upload whose answer was lost can be repeated.
 *
 * @param token the one that {@link prepareAttachment} gave; nothing else is asked of the caller
 */
export async function storeAttachment(
  context: HubContext,
  token: string,
  { bytes }: { readonly bytes: Uint8Array },
): Promise<StoredAttachment> {
  const upload = openUpload(context, token);
  if (upload.kind === 'refused') return upload;
  const { attachmentId: id, shopId } = upload;
  const [row] = await context.database.query<AttachmentRow>(findStatement, [id, shopId]);
  if (!row) return uploadIsOver();
  if (bytes.length > MAX_ATTACHMENT_BYTES) {
    return refuse('TOO_LARGE', `The file has more than ${MAX_ATTACHMENT_BYTES} bytes. Send a smaller one.`);
  }
  const type = detectType(bytes);
  if (type !== row.type) {
    const proven = type ?? 'none that may be attached';
    return refuse('WRONG_TYPE', `By its first bytes the file is of type ${proven}; prepared was ${row.type}.`);
  }
  if (bytes.length !== row.size) {
    return refuse('WRONG_SIZE', `The file has ${bytes.length} bytes; prepared were ${row.size}.`);
  }
  const sha256 = createHash('sha256').update(bytes).digest();
  const sealed = context.sealer.seal(bytesPlace({ id, shopId }), bytes);
  const [stored] = await context.database.query(storeStatement, [id, shopId, sealed, sha256, context.clock.now()]);
  if (stored) return { kind: 'stored', id };
  const [earlier] = await context.database.query<AttachmentRow>(findStatement, [id, shopId]);
  if (earlier?.sha256?.equals(sha256)) return { kind: 'stored', id };
  return refuse('ALREADY_UPLOADED', 'Another file has been uploaded with this token. Prepare a new attachment.');
}
