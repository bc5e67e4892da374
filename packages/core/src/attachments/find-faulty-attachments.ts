import { validate } from 'uuid';
import type { InvalidField } from '../contract/check.ts';
import type { Sql } from '../database.ts';

const uploadedStatement = {
  name: 'attachment.uploaded',
  text: `select id from interline.attachment where id = any ($1::uuid[]) and shop_id = $2 and state = 'UPLOADED'`,
};

/** What is wrong with the attachments that an input names: each must be of the shop, and uploaded. */
export async function findFaultyAttachments(
  sql: Sql,
  shopId: string,
  ids: readonly string[],
): Promise<readonly InvalidField[]> {
  if (ids.length === 0) return [];
  const rows = await sql.query<{ id: string }>(uploadedStatement, [ids.filter((id) => validate(id)), shopId]);
  const uploaded = new Set(rows.map(({ id }) => id));
  return ids.flatMap((id, index) =>
    uploaded.has(id.toLowerCase())
      ? []
      : [
          {
            path: `attachments[${index}]`,
            message: 'is no attachment of this shop whose file has been uploaded, or it was removed because of its age',
          },
        ],
  );
}
