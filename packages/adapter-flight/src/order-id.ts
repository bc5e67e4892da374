/** An order's id as calls take it: a number of 64 bits where it is one, as the documents declare it. */
export function orderId(reference: string): bigint | string {
  return /^\d{1,19}$/.test(reference) ? BigInt(reference) : reference;
}
