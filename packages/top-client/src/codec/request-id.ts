/** The field in which every answer of the gateway carries its own id of the request. */
export const REQUEST_ID = 'request_id';

const MEMBER = new RegExp(`"${REQUEST_ID}"\\s*:\\s*"[^"\\\\]*"`, 'g');

/** The text of answers without the ids of the requests, which alone differ when the same is asked again. */
export function withoutRequestIds(raw: string): string {
  return raw.replace(MEMBER, '');
}
