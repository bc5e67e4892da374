import type { Sql } from '../database.ts';

const useStatement = {
  name: 'attachment.use',
  text: `update interline.attachment set used_at = coalesce(used_at, $3)
          where id = any ($1::uuid[]) and shop_id = $2 and state = 'UPLOADED'
      returning id`,
};

/** Keeps attachments for the command that is being taken down. @returns whether all were still there */
export async function useAttachments(sql: Sql, shopId: string, ids: readonly string[], at: Date): Promise<boolean> {
  if (ids.length === 0) return true;
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  const used = await sql.query(useStatement, [[...wanted], shopId, at]);
  return used.length === wanted.size;
}
