import type { DossierEntry } from '../contract/dossier.ts';
import type { Sql } from '../database.ts';
import type { SealedPlace, Sealer } from '../privacy/seal.ts';
import type { JsonObject } from '../snapshot.ts';

const readStatement = {
  name: 'dossier.read',
  text: `select number, kind, key, content_sealed as "contentSealed", recorded_at as "recordedAt"
           from interline.dossier_entry
          where shop_id = $1 and reference = $2
          order by number`,
};

interface EntryRow extends Omit<DossierEntry, 'content'> {
  readonly contentSealed: Buffer;
}

/** What an order's dossier holds, decrypted, in the order in which it was said; empty when there is none. */
export async function readDossier(
  sql: Sql,
  sealer: Sealer,
  shopId: string,
  reference: string,
): Promise<readonly DossierEntry[]> {
  const rows = await sql.query<EntryRow>(readStatement, [shopId, reference]);
  return rows.map(({ contentSealed, ...entry }) => {
    const content = sealer.open(entryPlace(shopId, reference, entry), contentSealed);
    return { ...entry, content: JSON.parse(content) as JsonObject };
  });
}

/** Where an entry's content is sealed: it opens for no other order, place, kind or key. */
export function entryPlace(
  shopId: string,
  reference: string,
  { number, kind, key }: Pick<DossierEntry, 'number' | 'kind' | 'key'>,
): SealedPlace {
  return { shopId, column: 'dossier_entry.content_sealed', row: JSON.stringify([reference, number, kind, key]) };
}
