import { bytesPlace, namePlace } from './attachment-place.ts';
import type { Attachment, AttachmentType } from '../contract/attachment.ts';
import type { HubContext } from '../hub-context.ts';

const openStatement = {
  name: 'attachment.open',
  text: `select id, shop_id as "shopId", type, name_sealed as "nameSealed", sealed
           from interline.attachment
          where id = any ($1::uuid[]) and shop_id = $2 and state = 'UPLOADED'`,
};

interface SealedAttachment {
  readonly id: string;
  readonly shopId: string;
  readonly type: AttachmentType;
  readonly nameSealed: Buffer;
  readonly sealed: Buffer;
}

/** Reads attachments of a shop, decrypted, in the order of `ids`. */
export async function openAttachments(
  context: HubContext,
  shopId: string,
  ids: readonly string[],
): Promise<readonly Attachment[]> {
  const { database, sealer } = context;
  if (ids.length === 0) return [];
  const rows = await database.query<SealedAttachment>(openStatement, [ids, shopId]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id.toLowerCase());
    if (!row) throw new Error(`Attachment ${id} of shop ${shopId} vanished under a command that it goes with.`);
    const bytes = sealer.openBytes(bytesPlace(row), row.sealed);
    return { id: row.id, name: sealer.open(namePlace(row), row.nameSealed), type: row.type, bytes };
  });
}
